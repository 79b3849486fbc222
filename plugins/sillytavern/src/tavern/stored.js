// @ts-check
/** What is kept with SillyTavern: settings, what was put right in a chat, and what is known of each swipe. */
import { KEY, tavern } from './context.js';
import { chat, chatId, swipeOf } from './messages.js';
import { ASKING, defaultsOf, TELLING } from './own_fields.js';

/** @typedef {import('./context.js').Message} Message */

/**
 * @typedef {object} Settings
 * @property {boolean} enabled whether anything is done at all
 * @property {string} address of the server; "" for the usual one
 * @property {string} token what a server on another machine asks for
 * @property {boolean} plugin whether SillyTavern's server had our plugin when it was last asked
 * @property {'on'|'ask'|'off'} automatic whether requests are drawn by themselves
 * @property {string} profile "" for the server's own
 * @property {boolean} users whether the user's own messages may hold requests
 * @property {boolean} telling whether the language model is told how to ask for pictures
 * @property {string} instruction what it is told; "" for the shipped text
 * @property {string} instructionLanguage of the shipped text; "" for the interface's
 * @property {number} mostPictures in one reply
 * @property {'before'|'after'|'chat'} instructionPosition
 * @property {number} instructionDepth
 * @property {'system'|'user'|'assistant'} instructionRole
 * @property {'description'|'tag'|'none'} history how pictures of earlier messages appear to the language model
 * @property {boolean} tool whether it may ask by a function call
 * @property {boolean} blocks whether requests in external blocks are drawn, too
 * @property {boolean} button whether each message has one that has it illustrated
 * @property {boolean} askModel whether the language model writes the request then
 * @property {string} personaAvatar the file of the avatar that shows the persona; "" for the one in use
 * @property {string} language "" for SillyTavern's
 * @property {Record<string, 'ours'|'theirs'>} rivals who serves the tag where another extension does, too, by its folder
 * @property {number} ratio of the profile's pictures, width by height, as last heard: placeholders have that shape
 * @property {string[]} templates forms of request that are the profile's own, as last heard
 */

/**
 * @typedef {object} Kept What is known of one swipe of a message.
 * @property {number} swipe which one, since SillyTavern copies what it keeps to the next swipe
 * @property {string} [id] the message's id; its date changes whenever it is continued
 * @property {number} [number] the swipe's number as the server knows it: its own changes when one before it is deleted
 * @property {string} [profile] with which its requests were asked for, as long as some of them are not drawn
 * @property {object} [state] what the story says after it
 * @property {string} [chain] a hash of the story that the state is of
 * @property {Record<string, [number, number]>} [sizes] width and height of its pictures, by job
 * @property {Record<string, string[]>} [paths] where SillyTavern has the versions of its pictures, by job
 * @property {Record<string, string>} [begun] the job of a further version that is not shown yet, by the picture's base
 * @property {Record<string, {prompt: string, style: string, aspect_ratio: string}>} [told] requests as they were edited for a version, by job
 */

const DEFAULTS = /** @type {Settings} */ (/** @type {unknown} */ ({
    enabled: true, address: '', token: '', plugin: false, automatic: 'on', profile: '', users: false, personaAvatar: '', language: '', rivals: {}, ratio: 1,
    templates: [],
    ...defaultsOf([...TELLING, ...ASKING]),
}));

/** @returns {Settings} the settings as they are kept; what they do not say is added */
export function settings() {
    const all = tavern().extensionSettings;
    all[KEY] = Object.assign({}, DEFAULTS, all[KEY]);
    return all[KEY];
}

/**
 * Change settings and have them saved.
 * @param {Partial<Settings>} changes
 */
export function setSettings(changes) {
    tavern().extensionSettings[KEY] = { ...settings(), ...changes };
    tavern().saveSettingsDebounced();
}

/** Until it is known that nobody else serves the same requests. */
let waiting = true;

/**
 * Have nothing done as long as another extension may serve the same requests.
 * @param {boolean} wait
 */
export function setWaiting(wait) {
    waiting = wait;
}

/** @returns {boolean} whether requests are served */
export function isServing() {
    return settings().enabled && !waiting;
}

/** @returns {string} the profile of the open chat, else the one for all; "" for the server's own */
export function profileName() {
    return chatProfile() || settings().profile;
}

/** @returns {string} the profile that the open chat has for itself, "" for none */
export function chatProfile() {
    return String(tavern().chatMetadata?.[KEY]?.profile ?? '');
}

/**
 * Give the open chat a profile of its own, and have that saved.
 * @param {string} profile "" for the one of all chats
 */
export function setChatProfile(profile) {
    const { chatMetadata, saveMetadataDebounced, saveMetadata } = tavern();
    if (chatMetadata) {
        chatMetadata[KEY] = { ...chatMetadata[KEY], profile };
        (saveMetadataDebounced ?? saveMetadata)?.();
    }
}

/**
 * Return the id by which the server knows the open chat: the name that its file had when it was first asked about it. It
 * stays when the chat is renamed, and what goes on in a branch has the pictures of the chat it came from.
 * @returns {string}
 */
export function lastingChatId() {
    const { chatMetadata, saveMetadataDebounced, saveMetadata } = tavern();
    const known = chatMetadata?.[KEY]?.chat;
    if (typeof known === 'string' && known) {
        return known;
    }
    const chat = chatId() || `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    if (chatMetadata) {
        chatMetadata[KEY] = { ...chatMetadata[KEY], chat };
        // At once: when the chat is renamed before the server has answered, it is read anew from its file.
        (saveMetadataDebounced ?? saveMetadata)?.();
    }
    return chat;
}

/** @returns {object[]} what the user put right or locked in this chat */
export function corrections() {
    const list = tavern().chatMetadata?.[KEY]?.corrections;
    return Array.isArray(list) ? list : [];
}

/**
 * Keep what the user put right or locked in this chat.
 * @param {object[]} list
 */
export async function setCorrections(list) {
    const { chatMetadata } = tavern();
    chatMetadata[KEY] = { ...chatMetadata[KEY], corrections: list };
    await tavern().saveMetadata();
}

/**
 * Return what is kept of a swipe.
 * @param {Message} message
 * @param {number} [swipe]
 * @returns {Kept|null}
 */
export function kept(message, swipe = swipeOf(message)) {
    const extra = swipe === swipeOf(message) ? message.extra : message.swipe_info?.[swipe]?.extra;
    const found = extra?.[KEY];
    return found && found.swipe === swipe ? found : null;
}

let changed = 0;

/** @returns {number} how often anything new was kept with chats and messages; it goes up when something has to be saved */
export function changes() {
    return changed;
}

/**
 * Keep something of a swipe, beside what is kept already; saving the chat saves it.
 * @param {Message} message
 * @param {number} swipe
 * @param {Partial<Kept>} more
 * @returns {boolean} whether that is anything new
 */
export function keep(message, swipe, more) {
    const before = kept(message, swipe);
    const all = { ...(before ?? { swipe }), ...more };
    if (before && JSON.stringify(before) === JSON.stringify(all)) {
        return false;
    }
    changed += 1;
    const info = message.swipe_info?.[swipe];
    if (swipe === swipeOf(message)) {
        (message.extra ??= {})[KEY] = all;
    }
    if (info) {
        (info.extra ??= {})[KEY] = structuredClone(all);
    }
    return true;
}

/** The server takes no larger number. */
const MOST_SWIPES = 100_000;

/**
 * Return by what the server knows a swipe: SillyTavern's date of the message and the swipe's number, both as they were the
 * first time it was asked for. Older SillyTavern's dates have no seconds: messages of one date are counted.
 * @param {Message} message
 * @param {number} swipe
 * @returns {{id: string, number: number}}
 */
export function identityOf(message, swipe) {
    const known = kept(message, swipe);
    const date = swipe === swipeOf(message) ? message.send_date : message.swipe_info?.[swipe]?.send_date;
    const id = typeof known?.id === 'string' && known.id ? known.id : dated(message, date || message.send_date);
    const told = Number(known?.number);
    const number = Number.isInteger(known?.number) && told >= 0 && told <= MOST_SWIPES ? told : swipe;
    keep(message, swipe, { id, number });
    return { id, number };
}

/**
 * @param {Message} message
 * @param {string|number|undefined} date
 * @returns {string} an id that no message before it has
 */
function dated(message, date) {
    if (!date) {
        return `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    }
    const messages = chat();
    const alike = messages.slice(0, Math.max(0, messages.indexOf(message))).filter(one => one.send_date === date).length;
    return alike ? `${date} ${alike + 1}` : String(date);
}

/**
 * A swipe was deleted, and those behind it have moved up: what is kept of them goes with them.
 * @param {Message} message as it is now
 * @param {number} deleted the number that the swipe had
 */
export function moveKept(message, deleted) {
    const shown = message.extra?.[KEY];
    if (message.extra && shown && shown.swipe >= deleted) {
        // Of the deleted swipe it still is there until SillyTavern has loaded the one that is shown next.
        message.extra[KEY] = moved(shown, shown.swipe === deleted ? -1 : shown.swipe - 1);
    }
    message.swipe_info?.slice(deleted).forEach((info, place) => {
        const own = info?.extra?.[KEY];
        if (info.extra && own) {
            // What is another swipe's is a copy that nobody has needed, and must not become this one's.
            info.extra[KEY] = moved(own, own.swipe === deleted + place + 1 ? deleted + place : -1);
        }
    });
}

/**
 * @param {Kept} known
 * @param {number} swipe
 * @returns {Kept}
 */
function moved(known, swipe) {
    return { ...known, number: known.number ?? known.swipe, swipe };
}
