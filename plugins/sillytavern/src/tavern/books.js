// @ts-check
/** Worlds (lorebooks) that the user has chosen, as the server takes them: each once, without what nobody reads, bounded. */

/** @typedef {{name: string, entries: Record<string, any>[]}} Book */

/** The most that is sent with a call. */
const MOST_BOOKS = 32;
const MOST_ENTRIES = 20_000;
const MOST_LETTERS = 3_000_000;
/** What the server reads of an entry. */
const READ = [
    'uid', 'id', 'key', 'keys', 'keysecondary', 'secondary_keys', 'comment', 'name', 'content', 'constant', 'selective', 'selectiveLogic',
    'order', 'insertion_order', 'use_regex', 'caseSensitive', 'case_sensitive', 'matchWholeWords', 'match_whole_words', 'scanDepth',
    'scan_depth', 'probability', 'useProbability', 'extensions',
];

/**
 * Return names of worlds, each once.
 * @param {unknown[]} chosen in the order in which they count; what is no name is left out
 * @returns {string[]}
 */
export function namesOf(chosen) {
    return [...new Set(chosen.filter(name => typeof name === 'string' && name !== ''))].map(String);
}

/**
 * Return a world as the server takes it.
 * @param {string} name
 * @param {any} world as SillyTavern has it
 * @returns {Book|null} null for what is no world
 */
export function bookOf(name, world) {
    const entries = world?.entries;
    if (!entries || typeof entries !== 'object') {
        return null;
    }
    const used = Object.values(entries).filter(entry => entry && typeof entry === 'object' && !entry.disable && entry.enabled !== false);
    return { name, entries: used.map(entry => Object.fromEntries(READ.flatMap(key => (entry[key] === undefined ? [] : [[key, entry[key]]])))) };
}

/**
 * Return as many books as may be sent, those that count first before others.
 * @param {Book[]} books
 * @returns {{books: Book[], left: string[]}} `left` names those for which there is no room
 */
export function bounded(books) {
    let entries = 0;
    let letters = 0;
    const fits = (/** @type {Book} */ book, /** @type {number} */ index) => {
        const size = book.entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
        const room = index < MOST_BOOKS && entries + book.entries.length <= MOST_ENTRIES && letters + size <= MOST_LETTERS;
        entries += room ? book.entries.length : 0;
        letters += room ? size : 0;
        return room;
    };
    const kept = new Set(books.filter(fits));
    return { books: [...kept], left: books.filter(book => !kept.has(book)).map(book => book.name) };
}
