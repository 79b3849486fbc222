// @ts-check
/** A chat that is opened with requests nobody has drawn: few are drawn, before many the user is asked. */
import { say } from '../tavern/context.js';
import { chat, chatId, swipeOf, textOf } from '../tavern/messages.js';
import { isServing, settings } from '../tavern/stored.js';
import { guarded } from '../tavern/events.js';
import { modeFor } from './automatic.js';
import { scan } from './tags.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./message.js').Flow} Flow */

/** More than so many pictures are not drawn by themselves when a chat is opened. */
export const FEW = 3;
const BAR = 'rp_composer_leftovers';

/**
 * Serve what a chat has left over.
 * @param {Flow} flow
 */
export async function serveLeftovers(flow) {
    document.getElementById(BAR)?.remove();
    const id = chatId();
    const messages = isServing() ? chat().filter(message => flow.isWanted(message)) : [];
    const count = messages.reduce((sum, message) => sum + pendingIn(textOf(message, swipeOf(message)) ?? ''), 0);
    const mode = modeFor(settings().automatic);
    if (count <= FEW || !mode) {
        return await each(flow, id, messages, mode);
    }
    await each(flow, id, messages, null);
    await each(flow, id, await begun(flow, id, messages), 'look');
    const left = messages.filter(message => flow.isWanted(message));
    const still = left.reduce((sum, message) => sum + pendingIn(textOf(message, swipeOf(message)) ?? ''), 0);
    if (chatId() === id && still) {
        offer(still, () => void guarded(() => each(flow, id, left, 'asked')));
    }
}

/**
 * Return how many requests of a text are not done.
 * @param {string} text
 */
export function pendingIn(text) {
    return scan(text).filter(tag => tag.status !== 'done').length;
}

/**
 * Serve messages one after the other, so that each goes on from the state of the one before, until the chat is left.
 * @param {Flow} flow
 * @param {string} id of the chat
 * @param {Message[]} messages
 * @param {'automatic'|'asked'|'look'|null} mode
 */
async function each(flow, id, messages, mode) {
    for (const message of messages) {
        if (chatId() !== id) {
            return;
        }
        await flow.serve(message, mode);
    }
}

/**
 * Return the messages of which the server has drawn something already: that is fetched without a question.
 * @param {Flow} flow
 * @param {string} id of the chat
 * @param {Message[]} messages
 */
async function begun(flow, id, messages) {
    const jobs = await flow.api.jobsOf(id).catch(() => []);
    const dates = new Set(jobs.map(job => job.message));
    return messages.filter(message => dates.has(String(message.send_date)) || dates.has(message.extra?.rp_composer?.id));
}

/**
 * @param {number} count
 * @param {() => void} draw
 */
function offer(count, draw) {
    const bar = document.createElement('div');
    bar.id = BAR;
    const text = document.createElement('span');
    text.textContent = say('{count} pictures of this chat are not drawn yet.', { count });
    bar.append(text, choice('Draw them', () => { bar.remove(); draw(); }), choice('Later', () => bar.remove()));
    document.getElementById('form_sheld')?.prepend(bar);
}

/**
 * @param {string} title
 * @param {() => void} act
 */
function choice(title, act) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'menu_button rp_button';
    button.textContent = say(title);
    button.addEventListener('click', act);
    return button;
}
