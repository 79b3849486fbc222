// @ts-check
/** `/compose` and `/wardrobe`: what the server makes of the chat, without drawing anything. */
import { say } from '../tavern/context.js';
import { addCommand } from '../tavern/commands.js';
import { showText, tell } from '../tavern/popups.js';
import { swipeOf } from '../tavern/messages.js';
import { composedNow, lastMessage } from '../flow/meant.js';
import { askedNow } from '../flow/story.js';
import { promptLines, wardrobeLines } from './wording.js';

/** @typedef {ReturnType<typeof import('../backend/api.js').apiOf>} Api */

const QUIET = { name: 'quiet', help: 'true: only hand the text on, do not show it', value: 'false' };

/**
 * Add both commands.
 * @param {Api} api
 */
export function addLookingCommands(api) {
    addCommand({
        name: 'compose',
        help: 'Shows the prompt that a picture of the last message with a request would be drawn with, or one of your own words.',
        text: 'what is to be seen; without it the last request counts',
        options: [QUIET],
        returns: 'the composed prompt',
        run: (text, { quiet }) => composed(api, text).then(found => shown(say('Composed prompt'), found, quiet)),
    });
    addCommand({
        name: 'wardrobe',
        help: 'Shows who wears what after the last message.',
        options: [QUIET],
        returns: 'a line for each person',
        run: (_text, { quiet }) => wardrobe(api).then(found => shown(say('Who wears what'), found, quiet)),
    });
}

/**
 * Return the prompt of the last request, or of a text.
 * @param {Api} api
 * @param {string} text "" for the last request
 * @returns {Promise<string>} "" when there is nothing to compose
 */
export async function composed(api, text) {
    return promptLines(await composedNow(api, text), say);
}

/**
 * Return who wears what.
 * @param {Api} api
 * @returns {Promise<string>} "" when nobody is known
 */
export async function wardrobe(api) {
    const message = lastMessage();
    if (!message) {
        return '';
    }
    const { people } = await askedNow(api, body => api.wardrobe(body), { message, swipe: swipeOf(message) });
    return wardrobeLines(people, say);
}

/**
 * @param {string} title
 * @param {string} text
 * @param {string} quiet
 */
function shown(title, text, quiet) {
    if (quiet !== 'true' && text) {
        showText(title, text);
    } else if (!text) {
        tell(say('There is nothing to show yet'));
    }
    return text;
}
