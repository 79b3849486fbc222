// @ts-check
/** From the open chat to the body of `/api/jobs`: the message, who takes part, and as much of the story as is needed. */

/** @typedef {import('../tavern/context.js').Message} Message */

/**
 * @typedef {object} Story Everything a call is made of.
 * @property {string} chat its stable id
 * @property {string} file the name of its file now
 * @property {Message} message
 * @property {string} text of the swipe that is meant
 * @property {number} swipe
 * @property {number} number of the swipe as the server knows it
 * @property {string} id of the message
 * @property {Message[]} earlier all messages before it
 * @property {(message: Message) => string} textOf an earlier message, as it counts
 * @property {(message: Message) => string} idOf of an earlier message
 * @property {object[]} people
 * @property {object|null} persona
 * @property {object[]} books worlds that the user has chosen
 * @property {object[]} corrections
 * @property {string} profile "" for the server's own
 * @property {{count: number, state: object}|null} fitting the last state that holds
 * @property {'automatic'|'asked'|'look'} mode
 */

/** So many messages, with so many letters in all, are told in one call; of more, earlier ones in stages. */
const MOST = 4000;
const MOST_LETTERS = 4_000_000;
const STAGE = 2000;
/** The states of every so many-th message stay with the chat, so a stage ends there. */
const EVERY = 50;
/** The server reads no more of a message. */
const LONGEST = 1_000_000;

/** So many messages before the one that counts are sent although a state knows them: a profile may look back so far. */
const DEPTH = 40;

/**
 * Build the body.
 * @param {Story} story
 * @param {number} [needed] the first message that the server said it needs
 * @returns {Record<string, any>}
 */
export function bodyOf(story, needed) {
    const { fitting, earlier } = story;
    const state = needed === undefined || fitting?.count === needed ? fitting : null;
    const first = state ? Math.max(0, Math.min(state.count, earlier.length - DEPTH)) : 0;
    const body = {
        chat: story.chat.slice(0, 500),
        message: fields(story.message, story.text, story.id, story.number),
        people: story.people,
        persona: story.persona,
        messages: earlier.slice(first).map(one => earlierFields(one, story)),
        first,
        state: state?.state ?? null,
        corrections: story.corrections,
        ...(story.books.length ? { books: story.books } : {}),
        ...(story.profile ? { profile: story.profile } : {}),
        ...(story.mode === 'automatic' ? { automatic: true } : {}),
        ...(story.mode === 'look' ? { hold: true } : {}),
    };
    return body;
}

/**
 * Return the story of a stage, when there is too much of it for one call: up to an earlier message, whose state leads on.
 * @param {Story} story
 * @returns {Story|null} null when one call is enough
 */
export function stageOf(story) {
    const from = story.fitting?.count ?? 0;
    const end = stageEnd(story.earlier.slice(from).map(message => story.textOf(message).length), from);
    if (end === null) {
        return null;
    }
    const message = story.earlier[end];
    return {
        ...story, message, earlier: story.earlier.slice(0, end), text: story.textOf(message).slice(0, LONGEST),
        id: story.idOf(message), swipe: message.swipe_id ?? 0, number: message.swipe_id ?? 0, mode: 'asked',
    };
}

/**
 * Return the number of the last message of the next stage, null when what is left can be told at once.
 * @param {number[]} lengths of the messages that are left
 * @param {number} from the number of the first of them
 * @returns {number|null}
 */
function stageEnd(lengths, from) {
    if (lengths.length <= MOST && lengths.reduce((sum, length) => sum + length, 0) <= MOST_LETTERS) {
        return null;
    }
    let count = 1;
    for (let letters = lengths[0]; count < Math.min(STAGE, lengths.length) && letters + lengths[count] <= MOST_LETTERS; count++) {
        letters += lengths[count];
    }
    const last = from + count - 1;
    const round = last - (last % EVERY);
    return round > from ? round : last;
}

/**
 * Return from which message on the server needs them, undefined when that is not what it said.
 * @param {any} error
 * @returns {number|undefined}
 */
export function neededFrom(error) {
    return error?.code === 'need_messages' ? Number(error.details?.from ?? 0) : undefined;
}

/**
 * Say whether the server cannot read the books it was sent.
 * @param {any} error
 * @returns {boolean}
 */
export function refusesBooks(error) {
    return error?.status === 422 && String(error.field ?? '').startsWith('books');
}

/**
 * @param {Message} message
 * @param {Story} story
 */
function earlierFields(message, story) {
    const id = story.idOf(message);
    return fields(message, story.textOf(message).slice(0, LONGEST), id === story.id ? '' : id, message.swipe_id ?? 0);
}

/**
 * @param {Message} message
 * @param {string} text
 * @param {string} id
 * @param {number} swipe
 */
function fields(message, text, id, swipe) {
    return {
        text,
        name: String(message.name ?? ''),
        is_user: Boolean(message.is_user),
        is_system: Boolean(message.is_system),
        id: id.slice(0, 500),
        swipe,
        ...(message.original_avatar && !message.is_user ? { avatar: String(message.original_avatar).slice(0, 500) } : {}),
    };
}
