// @ts-check
/** Messages of the open chat: found by the object, never by a number that is kept, since deletions move numbers. */
import { parted, withBlocks, writeBlocks } from './blocks.js';
import { tavern } from './context.js';
import { keepingPicture } from './focus.js';
import { isBehind } from './elsewhere.js';

/** @typedef {import('./context.js').Message} Message */

/** @returns {string} the name of the open chat's file, "" for none */
export function chatId() {
    return String(tavern().getCurrentChatId?.() ?? '');
}

/** @returns {Message[]} */
export function chat() {
    return tavern().chat;
}

/**
 * @param {Message} message
 * @returns {number} its number now; -1 when it was deleted, or its chat was left or loaded anew
 */
export function indexOf(message) {
    return chat().indexOf(message);
}

/**
 * @param {Message} message
 * @returns {number} the number of its swipe
 */
export function swipeOf(message) {
    return message.swipe_id ?? 0;
}

/**
 * Return the text of one swipe, with its blocks where they are wanted.
 * @param {Message} message
 * @param {number} swipe
 * @returns {string|undefined}
 */
export function textOf(message, swipe) {
    const text = swipe === swipeOf(message) ? message.mes : message.swipes?.[swipe];
    return typeof text === 'string' ? withBlocks(text, extraOf(message, swipe)) : undefined;
}

/**
 * Say whether the message's text is that of its swipe: while a new one is being written it is still that of the old one.
 * Of a greeting SillyTavern keeps the swipe with its macros, so that the two differ there.
 * @param {Message} message
 */
export function isSettled(message) {
    if (!message.swipes?.length) {
        return true;
    }
    const stored = message.swipes[swipeOf(message)];
    return typeof stored === 'string' && (stored === message.mes || indexOf(message) === 0);
}

/**
 * Change the text of exactly one swipe, in both places where SillyTavern keeps the current one.
 * @param {Message} message
 * @param {number} swipe
 * @param {(text: string) => string|null} alter null for no change
 * @returns {boolean} whether anything was changed
 */
export function change(message, swipe, alter) {
    const current = swipe === swipeOf(message) && isSettled(message);
    const before = current ? message.mes : message.swipes?.[swipe];
    const whole = typeof before === 'string' ? alter(withBlocks(before, extraOf(message, swipe))) : null;
    if (whole === null) {
        return false;
    }
    const { text: after, blocks } = parted(whole);
    if (blocks !== null) {
        new Set([extraOf(message, swipe), message.swipe_info?.[swipe]?.extra]).forEach(extra => writeBlocks(extra, blocks, alter));
    }
    if (current) {
        message.mes = after;
    }
    if (message.swipes && swipe < message.swipes.length) {
        message.swipes[swipe] = after;
    }
    return true;
}

/**
 * @param {Message} message
 * @param {number} swipe
 */
function extraOf(message, swipe) {
    return swipe === swipeOf(message) ? message.extra : message.swipe_info?.[swipe]?.extra;
}

/**
 * Return the element that shows a message, null while it is not shown.
 * @param {Message} message
 * @returns {HTMLElement|null}
 */
export function blockOf(message) {
    const index = indexOf(message);
    const first = Number(document.querySelector('#chat .mes[mesid]')?.getAttribute('mesid') ?? NaN);
    // Of a long chat only the end is shown: nobody need look for what is before it.
    return index >= first ? document.querySelector(`#chat .mes[mesid="${index}"]`) : null;
}

/**
 * Return the message that an element stands in.
 * @param {Element} element
 * @returns {Message|undefined}
 */
export function messageAt(element) {
    const index = element.closest('.mes')?.getAttribute('mesid');
    return index == null ? undefined : chat()[Number(index)];
}

/**
 * Show a message anew; one that the user is editing is left alone, or the edit would be lost.
 * @param {Message} message
 */
export function show(message) {
    const block = blockOf(message);
    if (block && !isEdited(block)) {
        keepingPicture(block, () => tavern().updateMessageBlock(indexOf(message), message));
    }
}

/**
 * @param {HTMLElement} block of a message
 * @returns {boolean} whether the user is editing it
 */
export function isEdited(block) {
    return block.querySelector('#curEditTextarea') !== null;
}

/**
 * Save the chat, if it is still the same one and has not gone on elsewhere.
 * @param {string} id of the chat that was changed
 */
export async function save(id) {
    if (chatId() === id && !(await isBehind(id)) && chatId() === id) {
        await tavern().saveChat();
    }
}
