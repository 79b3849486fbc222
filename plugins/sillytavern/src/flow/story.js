// @ts-check
/** Gathers what a call for pictures tells: the chat up to the message, who takes part, and the last state that holds. */
import * as cards from '../tavern/cards.js';
import { chat, chatId, swipeOf, textOf } from '../tavern/messages.js';
import { corrections, identityOf, keep, kept, lastingChatId, profileName } from '../tavern/stored.js';
import { tellOnce, worlds } from '../tavern/worlds.js';
import { bodyOf, neededFrom, refusesBooks, stageOf } from './conversation.js';
import { chainAfter, chains, lastFitting, outdated, RECENT } from './states.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./sessions.js').Session} Session */
/** @typedef {import('./conversation.js').Story} Story */
/** @typedef {ReturnType<typeof import('../backend/api.js').apiOf>} Api */
/** @typedef {(part: number) => void} Tells hears how much of a long chat is read, 0 to 1 */

/** @typedef {Pick<Session, 'message'|'swipe'|'chat'|'text'|'profile'>} Subject A swipe of a message, and its profile. */

/**
 * Submit the requests of a session, and keep the state that comes back with its message.
 * @param {Api} api
 * @param {Session} session
 * @param {'automatic'|'asked'|'look'} mode
 * @param {Tells} tell
 * @returns {Promise<import('../backend/api.js').Request[]>}
 */
export async function submit(api, session, mode, tell) {
    return (await storyAsked(api, session, mode, api.jobs, tell)).requests;
}

/**
 * Ask the server something about a message with the story before it, and keep the state that comes back.
 * @template {{state: object}} Answer
 * @param {Api} api
 * @param {Subject} subject
 * @param {'automatic'|'asked'|'look'} mode
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @param {Tells} [tell]
 * @returns {Promise<Answer>}
 */
export async function storyAsked(api, subject, mode, ask, tell) {
    const { message } = subject;
    const earlier = chat().slice(0, Math.max(0, chat().indexOf(message)));
    const [lasting, put] = [lastingChatId(), corrections()];
    const { id, number } = identityOf(message, subject.swipe);
    const [people, persona, books] = await Promise.all([cards.people(), cards.persona(), worlds()]);
    const chained = chains(earlier, told);
    const story = {
        chat: lasting, file: subject.chat, message, text: subject.text, swipe: subject.swipe, id, number, earlier, people, persona, books,
        idOf: known, textOf: told, corrections: put, profile: subject.profile, mode,
        fitting: lastFitting(chained, index => kept(earlier[index])),
    };
    const answer = await asked(ask, story, (begun, anew) => staged(api, begun, { chained, anew, tell }));
    // The swipe may have moved up meanwhile.
    keep(message, subject.swipe, { state: answer.state, chain: chainAfter(chained.at(-1), message, subject.text) });
    makeRoom();
    return answer;
}

/**
 * Ask the server something about a swipe as it is now.
 * @template {{state: object}} Answer
 * @param {Api} api
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @param {{message: Message, swipe: number}} place
 * @returns {Promise<Answer>}
 */
export async function askedNow(api, ask, { message, swipe }) {
    const text = textOf(message, swipe) ?? '';
    return await storyAsked(api, { message, swipe, chat: chatId(), text, profile: profileName() }, 'asked', ask);
}

/**
 * @param {Message} message
 * @returns {string} its text as it counts for the story
 */
function told(message) {
    return textOf(message, swipeOf(message)) ?? '';
}

/**
 * @param {Message} message
 * @returns {string} its id as far as it has one
 */
function known(message) {
    return String(kept(message)?.id ?? message.send_date ?? '');
}

/**
 * @template Answer
 * @param {(body: Record<string, any>) => Promise<Answer>} ask
 * @param {Story} story
 * @param {(story: Story, anew: boolean) => Promise<Story['fitting']>} lead tells earlier messages in stages where they are too many
 * @returns {Promise<Answer>}
 */
async function asked(ask, story, lead) {
    try {
        return await ask(bodyOf({ ...story, fitting: await lead(story, false) }));
    } catch (error) {
        if (refusesBooks(error) && story.books.length) {
            tellOnce('The picture server cannot read the worlds of this chat; pictures are drawn without them.', '');
            return await asked(ask, { ...story, books: [] }, lead);
        }
        const from = neededFrom(error);
        if (from === undefined) {
            throw error;
        }
        const begun = { ...story, fitting: story.fitting?.count === from ? story.fitting : null };
        return await ask(bodyOf({ ...begun, fitting: await lead(begun, true) }));
    }
}

/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/**
 * @typedef {object} Telling
 * @property {string[]} chained of the earlier messages
 * @property {boolean} anew whether the states that are kept do not hold
 * @property {Tells} [tell]
 */

/**
 * Tell the server what is too much for one call, stage by stage, and one chat after the other; the state of each stage
 * is kept with its last message.
 * @param {Api} api
 * @param {Story} story
 * @param {Telling} telling
 * @returns {Promise<Story['fitting']>} the state that leads on
 */
async function staged(api, story, telling) {
    if (!stageOf(story)) {
        return story.fitting;
    }
    const before = turn;
    const mine = (async () => {
        await before;
        const fitting = telling.anew ? story.fitting : lastFitting(telling.chained, index => kept(story.earlier[index]));
        return await stages(api, { ...story, fitting }, telling);
    })();
    turn = mine.catch(() => undefined);
    return await mine;
}

/**
 * @param {Api} api
 * @param {Story} story
 * @param {Telling} telling
 */
async function stages(api, story, { chained, tell }) {
    let { fitting } = story;
    for (let stage = stageOf(story); stage; stage = stageOf({ ...story, fitting })) {
        tell?.((fitting?.count ?? 0) / story.earlier.length);
        const { state } = await api.wardrobe(bodyOf(stage));
        if (chatId() !== story.file) {
            throw new Error('the chat was left');
        }
        const number = stage.earlier.length;
        keep(stage.message, stage.swipe, { state, chain: chained[number] });
        fitting = { count: number + 1, state };
    }
    return fitting;
}

/** Drop states that are no longer worth their room in the chat's file, those of other swipes among them. */
export function makeRoom() {
    const messages = chat();
    const swipes = messages.map(message => swipesOf(message).filter(swipe => kept(message, swipe)?.state));
    const indexes = [...swipes.keys()].filter(index => swipes[index].length);
    const [old, gone] = [new Set(indexes.slice(0, -RECENT)), new Set(outdated(indexes))];
    for (const index of old) {
        const message = messages[index];
        const dropped = swipes[index].filter(swipe => gone.has(index) || swipe !== swipeOf(message));
        dropped.forEach(swipe => keep(message, swipe, { state: undefined }));
    }
}

/**
 * @param {Message} message
 * @returns {number[]} the numbers of its swipes
 */
function swipesOf(message) {
    return [...new Set([...(message.swipe_info?.keys() ?? []), swipeOf(message)])];
}
