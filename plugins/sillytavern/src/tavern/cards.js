// @ts-check
/** Who takes part in the open chat: the characters' cards as SillyTavern has them, and whom the user plays. */
import { note, tavern } from './context.js';
import { pictureOf } from './avatars.js';
import { settings } from './stored.js';

/** So many people the server takes. */
const MOST = 32;

/**
 * Return the cards of everybody in the chat, in the shape of the server's `people`.
 * @returns {Promise<object[]>}
 */
export async function people() {
    const indexes = await whole(members());
    const characters = tavern().characters;
    return await Promise.all(indexes.slice(0, MOST).map(index => card(characters[index])));
}

/**
 * Return whom the user plays, in the shape of the server's `persona`.
 * @returns {Promise<object|null>}
 */
export async function persona() {
    const context = tavern();
    if (!context.name1) {
        return null;
    }
    const file = settings().personaAvatar || await personaFile();
    const avatar = file ? await pictureOf(`/User Avatars/${encodeURIComponent(file)}`) : '';
    return { name: context.name1, description: context.powerUserSettings?.persona_description ?? '', avatar };
}

/** @returns {string[]} the names of those in the chat, and of whom the user plays */
export function present() {
    const context = tavern();
    const names = members().map(index => String(context.characters[index]?.name ?? ''));
    return [...new Set([...names, String(context.name1 ?? '')])].filter(Boolean);
}

/** @returns {number[]} the characters of the chat by number, the members of a group in its order */
export function members() {
    const context = tavern();
    if (!context.groupId) {
        return context.characterId === undefined ? [] : [Number(context.characterId)];
    }
    const files = context.groups.find((/** @type {any} */ group) => group.id === context.groupId)?.members ?? [];
    return files
        .map((/** @type {string} */ file) => context.characters.findIndex((/** @type {any} */ one) => one.avatar === file))
        .filter((/** @type {number} */ index) => index >= 0);
}

/**
 * Have SillyTavern load cards of which it knows only the names yet.
 * @param {number[]} indexes
 */
async function whole(indexes) {
    for (const index of indexes) {
        if (tavern().characters[index]?.shallow) {
            await tavern().unshallowCharacter?.(index);
        }
    }
    return indexes;
}

/** @param {any} character */
async function card(character) {
    const fields = { ...(character.data ?? {}) };
    for (const name of ['description', 'personality', 'scenario', 'first_mes', 'mes_example']) {
        fields[name] ??= character[name];
    }
    const avatar = character.avatar && character.avatar !== 'none'
        ? await pictureOf(`/characters/${encodeURIComponent(character.avatar)}`) : '';
    return { ...fields, name: character.name, extensions: fields.extensions ?? {}, file: character.avatar ?? '', avatar };
}

/** @returns {Promise<string>} the file of the persona's avatar, "" when it is not known */
async function personaFile() {
    try {
        const place = '/scripts/personas.js';
        return (await import(place)).user_avatar ?? '';
    } catch (error) {
        note(error);
        return tavern().chatMetadata?.persona ?? tavern().powerUserSettings?.default_persona ?? '';
    }
}
