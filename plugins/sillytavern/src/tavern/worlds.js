// @ts-check
/** The worlds (lorebooks) that count in the open chat, as SillyTavern has them. */
import { bookOf, bounded, namesOf } from './books.js';
import { members } from './cards.js';
import { note, say, tavern } from './context.js';
import { tell } from './popups.js';

/** How long SillyTavern may take to load a world. */
const PATIENCE = 8000;
/** @type {Set<string>} what the user was told already */
const said = new Set();

/**
 * Return the chosen worlds in the shape of the server's `books`: that of the chat, the persona's, those of the characters,
 * and those of every chat. One that cannot be loaded is told once, and the others count.
 * @returns {Promise<import('./books.js').Book[]>}
 */
export async function worlds() {
    const { everywhere, further, known } = await choices();
    const names = chosen(everywhere, further);
    const all = await Promise.all(names.map(name => (known.includes(name) ? load(name) : lost(name))));
    const { books, left } = bounded(all.flatMap(book => (book?.entries.length ? book : [])));
    left.forEach(name => tellOnce('The world {name} is too large to be sent to the picture server.', name));
    return books;
}

/**
 * @param {string[]} everywhere names of worlds for every chat
 * @param {Further[]} further
 * @returns {string[]} the names of all that count, in the order in which they do
 */
function chosen(everywhere, further) {
    const { chatMetadata, powerUserSettings, characters } = tavern();
    const ofCharacters = members().flatMap(index => {
        const { avatar, data } = characters[index];
        const file = String(avatar ?? '').replace(/\.[^/.]+$/, '');
        return [data?.extensions?.world, ...(further.find(one => one.name === file)?.extraBooks ?? [])];
    });
    return namesOf([chatMetadata?.world_info, powerUserSettings?.persona_description_lorebook, ...ofCharacters, ...everywhere]);
}

/**
 * @typedef {{name: string, extraBooks: string[]}} Further the worlds that a character has beside the one of the card
 *
 * @returns {Promise<{everywhere: string[], further: Further[], known: string[]}>} what the user chose beside chat and
 *     card, and all there are
 */
async function choices() {
    try {
        const place = '/scripts/world-info.js';
        const { selected_world_info: everywhere, world_info: settings, world_names: known } = await import(place);
        return { everywhere: everywhere ?? [], further: settings?.charLore ?? [], known: known ?? [] };
    } catch (error) {
        note(error);
        return { everywhere: [], further: [], known: [] };
    }
}

/** @param {string} name */
function lost(name) {
    tellOnce('The world {name} cannot be loaded; pictures are drawn without it.', name);
    return null;
}

/** @param {string} name */
async function load(name) {
    const late = new Promise(resolve => { setTimeout(resolve, PATIENCE, null); });
    const world = await Promise.race([Promise.resolve(tavern().loadWorldInfo?.(name)).catch(note), late]);
    return bookOf(name, world) ?? lost(name);
}

/**
 * Tell the user something about a world, once.
 * @param {string} text in English
 * @param {string} name of the world
 */
export function tellOnce(text, name) {
    if (!said.has(text + name)) {
        said.add(text + name);
        tell(say(text, { name }), 'warning');
    }
}
