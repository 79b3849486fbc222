// @ts-check
/** What is meant where no message is named: the last one, or the last that asks for a picture; and its prompts. */
import { chat, swipeOf, textOf } from '../tavern/messages.js';
import { profileName } from '../tavern/stored.js';
import { askedNow } from './story.js';
import { scan } from '../requests/tags.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./story.js').Api} Api */

/** @returns {Message|undefined} the last message that is not hidden */
export function lastMessage() {
    return chat().findLast(message => !message.is_system);
}

/** @returns {Message|undefined} the last message with a request, or with a picture of one */
export function lastAsking() {
    return chat().findLast(message => !message.is_system && scan(textOf(message, swipeOf(message)) ?? '').length > 0);
}

/**
 * Have prompts composed as they would be now.
 * @param {Api} api
 * @param {string} words "" for the last message that asks for pictures
 * @returns {Promise<import('../backend/api.js').Composed[]>} [] when there is none
 */
export async function composedNow(api, words) {
    const own = words ? { request: { prompt: words } } : {};
    const message = words ? lastMessage() : lastAsking();
    if (message) {
        return (await askedNow(api, body => api.compose({ ...body, ...own }), { message, swipe: swipeOf(message) })).requests;
    }
    const profile = profileName() ? { profile: profileName() } : {};
    return words ? (await api.compose({ message: { text: '' }, ...own, ...profile })).requests : [];
}
