// @ts-check
/** Notices blocks that another extension adds to a message: SillyTavern tells of it by nothing but showing them. */
import { tavern } from '../tavern/context.js';
import { later } from '../tavern/events.js';
import { chat, swipeOf, textOf } from '../tavern/messages.js';
import { watchRendered } from '../tavern/rendered.js';
import { settings } from '../tavern/stored.js';
import { modeFor } from './automatic.js';

/** @typedef {import('../tavern/context.js').Message} Message */

/** @type {WeakMap<Message, string>} the text with blocks that was served last */
const seen = new WeakMap();

/**
 * Serve messages whose blocks are new.
 * @param {import('./message.js').Flow} flow
 */
export function watchBlocks(flow) {
    const formatter = tavern().messageFormatter;
    if (!formatter) {
        watchRendered(block => notice(flow, chat()[Number(block.getAttribute('mesid'))]));
        return;
    }
    formatter.addHook((/** @type {string} */ text, /** @type {any} */ about) => {
        notice(flow, chat()[about?.messageId]);
        return text;
    }, { stage: formatter.stage.AFTER_REGEX });
}

/**
 * @param {import('./message.js').Flow} flow
 * @param {Message|undefined} message that is rendered
 */
function notice(flow, message) {
    if (message?.extra?.extblocks && settings().blocks) {
        later(() => serve(flow, message));
    }
}

/**
 * @param {import('./message.js').Flow} flow
 * @param {Message} message
 */
async function serve(flow, message) {
    const text = textOf(message, swipeOf(message)) ?? '';
    if (seen.get(message) !== text) {
        seen.set(message, text);
        await flow.serve(message, modeFor(settings().automatic));
    }
}
