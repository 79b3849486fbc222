// @ts-check
/** Puts a request into a message, from where the usual flow draws it. */
import { say } from '../tavern/context.js';
import { addMessage } from '../tavern/new_message.js';
import { tell } from '../tavern/popups.js';
import { besideBlocks } from '../tavern/blocks.js';
import { blockOf, change, chatId, indexOf, isSettled, save, show, swipeOf } from '../tavern/messages.js';
import { isFree } from '../flow/automatic.js';
import { serves } from '../flow/serving.js';
import { settings } from '../tavern/stored.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../flow/message.js').Flow} Flow */

/**
 * Say what keeps a request from being put into a message, "" when nothing does.
 * @param {Message} message
 * @returns {string}
 */
export function whyNot(message) {
    if (message.is_user && !serves(message)) {
        return say('Requests in your own messages are not drawn: there is a setting for that');
    }
    if (indexOf(message) < 0 || !serves(message) || !isSettled(message)) {
        return say('No picture can be put into this message');
    }
    return blockOf(message)?.querySelector('#curEditTextarea') ? say('First end the editing of this message') : '';
}

/**
 * Put a request at the end of a message and have it drawn; the user's last message gets one behind it.
 * @param {Flow} flow
 * @param {Message|undefined} message undefined for a new one
 * @param {string} tag
 * @returns {Promise<boolean>} whether it stands there
 */
export async function place(flow, message, tag) {
    const target = !message || (message.is_user && !serves(message)) ? addMessage(tag) : message;
    const added = target === message;
    const problem = added ? whyNot(target) : '';
    if (problem) {
        tell(problem, 'warning');
        return false;
    }
    const swipe = swipeOf(target);
    if (added && !change(target, swipe, whole => besideBlocks(whole, text => (text.trim() ? `${text.trimEnd()}\n\n${tag}` : tag)))) {
        return false;
    }
    const id = chatId();
    show(target);
    await save(id);
    await drawTag(flow, target, swipe, tag);
    return true;
}

/**
 * Draw one request of a message, and leave the others as they are: somebody may have cancelled them. Whoever has nothing
 * drawn by itself sees the price before, unless there is none.
 * @param {Flow} flow
 * @param {Message} message
 * @param {number} swipe
 * @param {string} tag
 */
async function drawTag(flow, message, swipe, tag) {
    await flow.serve(message, 'look');
    const session = flow.sessions.of(message, swipe);
    const number = session?.stage === 'answered' ? session.requests.findLastIndex(request => request.original === tag) : -1;
    if (session && number >= 0 && (settings().automatic === 'on' || isFree(session.requests[number].price))) {
        await flow.draw(session, number);
    }
}
