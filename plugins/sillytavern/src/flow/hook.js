// @ts-check
/** Our place in SillyTavern's formatting of messages: requests are put aside before Markdown and put back behind it. */
import { note, tavern } from '../tavern/context.js';
import { on } from '../tavern/events.js';
import { chat, swipeOf } from '../tavern/messages.js';
import { isServing, kept, settings } from '../tavern/stored.js';
import { putAside, putBack } from './display.js';
import { serves } from './serving.js';
import { rewriteDisplay } from './rewriting.js';

/** @typedef {import('./message.js').Flow} Flow */
/** @typedef {import('../tavern/context.js').Message} Message */

/**
 * Hook into the formatting; where SillyTavern has no door for that, what it has rendered is rewritten.
 * @param {Flow} flow
 */
export function hookDisplay(flow) {
    const formatter = tavern().messageFormatter;
    const writing = new Set();
    on(['GENERATION_STARTED'], (_type, _options, dryRun) => dryRun || writing.add('generation'));
    on(['GENERATION_ENDED', 'GENERATION_STOPPED', 'CHARACTER_MESSAGE_RENDERED', 'CHAT_CHANGED'], () => writing.clear());
    const aside = (/** @type {string} */ text, /** @type {Message} */ message, /** @type {number} */ index) =>
        (isServing() && serves(message) ? putAside(text, known(flow, message, index, writing.size > 0)) : null);
    if (!formatter) {
        rewriteDisplay(aside);
        return;
    }
    /** @type {string[]} what was put aside of the text that is being formatted */
    let html = [];
    formatter.addHook((/** @type {string} */ text, /** @type {any} */ about) => {
        html = [];
        return safely(text, () => {
            const found = about.isSystem || about.isReasoning ? null : aside(text, chat()[about.messageId], about.messageId);
            html = found?.html ?? [];
            return found?.text ?? text;
        });
    }, { stage: formatter.stage.AFTER_REGEX, order: formatter.order?.LATEST });
    formatter.addHook((/** @type {string} */ text) => safely(text, () => (html.length ? putBack(text, html) : text)),
        { stage: formatter.stage.AFTER_MARKDOWN, order: formatter.order?.EARLIEST });
}

/**
 * @param {Flow} flow
 * @param {Message} message
 * @param {number} index
 * @param {boolean} generating
 */
function known(flow, message, index, generating) {
    const session = flow.sessions.of(message, swipeOf(message));
    const answered = session?.stage === 'answered' ? session.requests : null;
    return {
        requests: answered,
        writing: generating && index === chat().length - 1,
        ratio: settings().ratio,
        sizes: kept(message)?.sizes ?? {},
    };
}

/**
 * @param {string} text what to return when something goes wrong
 * @param {() => string} work
 */
function safely(text, work) {
    try {
        return work();
    } catch (error) {
        note(error);
        return text;
    }
}
