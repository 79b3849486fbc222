// @ts-check
/** Chats that are open in another tab or on another device, too: what went on there must not be written over. */
import { note, say, tavern } from './context.js';
import { tell } from './popups.js';

/** @typedef {import('./context.js').Message} Message */

/** @type {Set<string>} chats of which the user has been told */
const told = new Set();

/**
 * Say whether the open chat has gone on elsewhere, and tell the user once.
 * @param {string} id of the open chat
 * @returns {Promise<boolean>}
 */
export async function isBehind(id) {
    const behind = hasMore((await stored(id)).slice(1), tavern().chat);
    if (behind && !told.has(id)) {
        told.add(id);
        tell(say('This chat has gone on in another tab or on another device, so its pictures are not saved from here. Load the page anew to go on.'), 'warning');
    }
    return behind;
}

/**
 * Say whether a chat as it is stored has messages or swipes that another one lacks.
 * @param {Message[]} there
 * @param {Message[]} here
 */
export function hasMore(there, here) {
    const swipes = (/** @type {Message|undefined} */ message) => message?.swipes?.length ?? 0;
    return there.length > here.length || there.some((message, index) => swipes(here[index]) && swipes(message) > swipes(here[index]));
}

/**
 * @param {string} id
 * @returns {Promise<any[]>} the chat's file, its header first; [] when it cannot be had
 */
async function stored(id) {
    const { groupId, characters, characterId, getRequestHeaders } = tavern();
    const character = characters[characterId];
    const [path, body] = groupId ? ['/api/chats/group/get', { id }]
        : ['/api/chats/get', { ch_name: character?.name, file_name: id, avatar_url: character?.avatar }];
    try {
        const answer = await fetch(path, { method: 'POST', headers: getRequestHeaders(), cache: 'no-cache', body: JSON.stringify(body) });
        const lines = answer.ok ? await answer.json() : [];
        return Array.isArray(lines) ? lines : [];
    } catch (error) {
        note(error);
        return [];
    }
}
