// @ts-check
/** Illustrates a message without a tag in it: in the user's words, else the language model's, else its own. */
import { say } from '../tavern/context.js';
import { tell } from '../tavern/popups.js';
import { chat, chatId, indexOf, swipeOf, textOf } from '../tavern/messages.js';
import { settings } from '../tavern/stored.js';
import { askModel, isGenerating, language } from '../tavern/telling.js';
import { lastMessage } from '../flow/meant.js';
import { filledIn, languageOf, shipped } from '../telling/texts.js';
import { place, whyNot } from './adding.js';
import { withoutRequests } from '../requests/without.js';
import { narrationOf, tagIn, tagOf } from './writing.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../flow/message.js').Flow} Flow */

/** How much of an earlier message the language model is reminded of. */
const REMINDED = 2000;
const PASSAGE = { en: 'the last message', ru: 'в последнем сообщении' };
const EARLIER = { en: 'this earlier passage', ru: 'в этом прежнем отрывке' };
/** Messages for which a request is being written. */
const busy = new WeakSet();

/**
 * Illustrate the last message in the user's words.
 * @param {Flow} flow
 * @param {{prompt: string, style?: string, aspect_ratio?: string}} asked
 * @returns {Promise<string>} the request, "" when it could not be placed
 */
export async function illustrateText(flow, asked) {
    if (isTooEarly()) {
        return '';
    }
    const tag = tagOf(asked);
    return (await place(flow, lastMessage(), tag)) ? tag : '';
}

/**
 * Illustrate a message; the request is written from what it tells.
 * @param {Flow} flow
 * @param {Message|undefined} message
 * @returns {Promise<string>} the request, "" when there is none
 */
export async function illustrate(flow, message) {
    if (!message) {
        tell(say('There is no message to illustrate'), 'warning');
    }
    if (!message || busy.has(message) || isTooEarly()) {
        return '';
    }
    busy.add(message);
    try {
        return await written(flow, message);
    } finally {
        busy.delete(message);
    }
}

/** Say that a reply is being written, where one is: it would be written over the request. */
function isTooEarly() {
    if (isGenerating()) {
        tell(say('Wait until the reply is written'), 'warning');
    }
    return isGenerating();
}

/**
 * @param {Flow} flow
 * @param {Message} message
 */
async function written(flow, message) {
    const swipe = swipeOf(message);
    const before = { id: chatId(), text: textOf(message, swipe) };
    const problem = message === lastMessage() && message.is_user ? '' : whyNot(message);
    if (problem) {
        tell(problem, 'warning');
        return '';
    }
    const tag = (await asked(message)) || fallback(message);
    const same = chatId() === before.id && indexOf(message) >= 0 && swipeOf(message) === swipe && textOf(message, swipe) === before.text;
    if (!tag || !same) {
        tell(tag ? say('The message has changed meanwhile: nothing is drawn') : say('This message tells nothing to draw'), 'warning');
        return '';
    }
    return (await place(flow, message, tag)) ? tag : '';
}

/**
 * Have the chat's own language model write the request.
 * @param {Message} message
 * @returns {Promise<string>} "" when it does not
 */
async function asked(message) {
    const ours = settings();
    if (!ours.askModel) {
        return '';
    }
    const chosen = /** @type {'en'|'ru'} */ (languageOf(ours.instructionLanguage, language()));
    const isLast = message === chat().at(-1);
    const text = withoutRequests(message.mes).trim().slice(-REMINDED);
    const passage = isLast || !text ? PASSAGE[chosen] : `${EARLIER[chosen]} (${message.name}): «${text}»`;
    const question = filledIn(await shipped('request', chosen), { passage });
    return tagIn(await askModel(question), question);
}

/** @param {Message} message */
function fallback(message) {
    const prompt = narrationOf(message.mes);
    return prompt ? tagOf({ prompt }, say('Drawn from the narration: no language model has written a request')) : '';
}
