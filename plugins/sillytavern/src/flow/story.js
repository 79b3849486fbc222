// @ts-check
/** Gathers what a call for pictures tells: the chat up to the message, who takes part, and the last state that holds. */
import * as cards from '../tavern/cards.js';
import { chat, chatId, textOf } from '../tavern/messages.js';
import { corrections, idOf, keep, kept, settings } from '../tavern/stored.js';
import { bodyOf, neededFrom } from './conversation.js';
import { chains, lastFitting, outdated } from './states.js';

/** @typedef {import('./sessions.js').Session} Session */
/** @typedef {ReturnType<import('../backend/api.js').apiOf>} Api */

/** @typedef {Pick<Session, 'message'|'swipe'|'chat'|'text'|'profile'>} Subject A swipe of a message, and its profile. */

/**
 * Submit the requests of a session, and keep the state that comes back with its message.
 * @param {Api} api
 * @param {Session} session
 * @param {'automatic'|'asked'|'look'} mode
 * @returns {Promise<import('../backend/api.js').Request[]>}
 */
export async function submit(api, session, mode) {
    return (await storyAsked(session, mode, api.jobs)).requests;
}

/**
 * Ask the server something about a message with the story before it, and keep the state that comes back.
 * @template {{state: object}} Answer
 * @param {Subject} subject
 * @param {'automatic'|'asked'|'look'} mode
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @returns {Promise<Answer>}
 */
export async function storyAsked(subject, mode, ask) {
    const { message, swipe } = subject;
    const earlier = chat().slice(0, Math.max(0, chat().indexOf(message)));
    const chained = chains([...earlier, { ...message, mes: subject.text }]);
    const [people, persona] = await Promise.all([cards.people(message), cards.persona()]);
    const story = {
        chat: subject.chat, message, text: subject.text, swipe, id: idOf(message, swipe), earlier, people, persona,
        idOf: known, corrections: corrections(), profile: subject.profile, mode,
        fitting: lastFitting(chained.slice(0, -1), index => kept(earlier[index])),
    };
    const answer = await asked(ask, story);
    keep(message, swipe, { state: answer.state, chain: chained.at(-1) });
    makeRoom();
    return answer;
}

/**
 * Ask the server something about a swipe as it is now.
 * @template {{state: object}} Answer
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @param {{message: import('../tavern/context.js').Message, swipe: number}} place
 * @returns {Promise<Answer>}
 */
export async function told(ask, { message, swipe }) {
    const text = textOf(message, swipe) ?? '';
    return await storyAsked({ message, swipe, chat: chatId(), text, profile: settings().profile }, 'asked', ask);
}

/**
 * @param {import('../tavern/context.js').Message} message
 * @returns {string} its id as far as it has one
 */
function known(message) {
    return kept(message)?.id ?? String(message.send_date ?? '');
}

/**
 * @template Answer
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @param {import('./conversation.js').Story} story
 */
async function asked(ask, story) {
    try {
        return await ask(bodyOf(story));
    } catch (error) {
        const from = neededFrom(error);
        if (from === undefined) {
            throw error;
        }
        return await ask(bodyOf(story, from));
    }
}

/** Drop states that are no longer worth their room in the chat's file. */
function makeRoom() {
    const messages = chat();
    const indexes = messages.flatMap((message, index) => (kept(message)?.state ? [index] : []));
    for (const index of outdated(indexes)) {
        const message = messages[index];
        keep(message, message.swipe_id ?? 0, { state: undefined });
    }
}
