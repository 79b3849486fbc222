// @ts-check
/** A chat that is opened with requests nobody has drawn: few are drawn, before many the user is asked. */
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { chat, chatId, swipeOf, textOf } from '../tavern/messages.js';
import { isServing, lastingChatId, settings } from '../tavern/stored.js';
import { guarded } from '../tavern/events.js';
import { isFree, modeFor, priceText, sumOf } from './automatic.js';
import { scan } from '../requests/tags.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./message.js').Flow} Flow */

/**
 * @typedef {object} Left What is left over.
 * @property {number} count
 * @property {string} price "" where there is none, or nobody has asked yet
 * @property {() => void} draw
 *
 * @typedef {{remove: () => void}} Bar
 */

/** More than so many pictures are not drawn by themselves when a chat is opened. */
export const FEW = 3;
const BAR = 'rp_composer_leftovers';

/**
 * Serve what a chat has left over: what the server has drawn already is fetched in any case.
 * @param {Flow} flow
 * @param {(left: Left) => Bar} [offer] asks the user about many
 */
export async function serveLeftovers(flow, offer = showBar) {
    document.getElementById(BAR)?.remove();
    const id = chatId();
    const messages = isServing() ? wanted(flow, chat()) : [];
    const mode = modeFor(settings().automatic);
    if (mode && countIn(flow, messages) <= FEW) {
        return await each(flow, id, messages, mode);
    }
    await each(flow, id, messages, null);
    await each(flow, id, await begun(flow, messages), 'look');
    const left = wanted(flow, messages);
    const count = countIn(flow, left);
    if (mode && chatId() === id && count) {
        const bar = offer({ count, price: '', draw: () => void guarded(() => priced(flow, id, left, bar, offer)) });
    }
}

/**
 * Draw what is left over, once it was said what that costs.
 * @param {Flow} flow
 * @param {string} id of the chat
 * @param {Message[]} messages
 * @param {Bar} bar
 * @param {(left: Left) => Bar} offer
 */
async function priced(flow, id, messages, bar, offer) {
    await each(flow, id, messages, 'look');
    bar.remove();
    const waiting = chatId() === id ? held(flow, messages) : [];
    const price = sumOf(waiting.map(one => one.request.price));
    const draw = () => waiting.forEach(({ session, number }) => void guarded(() => flow.draw(session, number)));
    if (isFree(price)) {
        draw();
    } else {
        const asked = offer({ count: waiting.length, price: priceText(price), draw: () => { asked.remove(); draw(); } });
    }
}

/**
 * Return the requests of messages that wait to be drawn.
 * @param {Flow} flow
 * @param {Message[]} messages
 */
function held(flow, messages) {
    const sessions = messages.flatMap(message => flow.sessions.of(message, swipeOf(message)) ?? []);
    const all = sessions.flatMap(session => session.requests.map((request, number) => ({ session, number, request })));
    return all.filter(({ request }) => request.id && ['held', 'cancelled'].includes(request.status));
}

/**
 * @param {Flow} flow
 * @param {Message[]} messages
 */
function wanted(flow, messages) {
    return messages.filter(message => flow.isWanted(message));
}

/**
 * Return how many requests wait to be drawn; of a message that nobody has asked about, as many as it seems to have.
 * @param {Flow} flow
 * @param {Message[]} messages
 */
function countIn(flow, messages) {
    const unasked = messages.filter(message => flow.sessions.of(message, swipeOf(message))?.stage !== 'answered');
    return held(flow, messages).length + unasked.reduce((sum, message) => sum + pendingIn(textOf(message, swipeOf(message)) ?? ''), 0);
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
 * @param {'automatic'|'look'|null} mode
 */
async function each(flow, id, messages, mode) {
    await flow.saving.together(id, async () => {
        for (const message of messages) {
            if (chatId() !== id) {
                return;
            }
            await flow.serve(message, mode);
        }
    });
}

/**
 * Return the messages of which the server has drawn something already: that is fetched without a question.
 * @param {Flow} flow
 * @param {Message[]} messages
 */
async function begun(flow, messages) {
    const jobs = await flow.api.jobsOf(lastingChatId()).catch(() => []);
    const dates = new Set(jobs.map(job => job.message));
    return messages.filter(message => dates.has(String(message.send_date)) || dates.has(message.extra?.rp_composer?.id));
}

/**
 * @param {Left} left
 * @returns {Bar}
 */
function showBar({ count, price, draw }) {
    const text = element('span', '', say('{count} pictures of this chat are not drawn yet.', { count }));
    const yes = textButton(say('Draw them') + (price ? ` (${say(price)})` : ''), () => {
        yes.disabled = true;
        draw();
    });
    /** @type {HTMLElement} */
    const bar = element('div', '', text, yes, textButton('Later', () => bar.remove()));
    bar.id = BAR;
    bar.setAttribute('role', 'status');
    document.getElementById(BAR)?.remove();
    document.getElementById('form_sheld')?.prepend(bar);
    return bar;
}
