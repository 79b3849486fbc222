// @ts-check
/** Texts of messages: exactly one occurrence of a request is replaced, and paths are made safe to stand in a tag. */

/**
 * Return where an occurrence of a text begins, -1 when there are not so many.
 * @param {string} text
 * @param {string} part
 * @param {number} occurrence from 0
 * @returns {number}
 */
export function placeOf(text, part, occurrence) {
    let place = part ? text.indexOf(part) : -1;
    for (let left = occurrence; left > 0 && place >= 0; left--) {
        place = text.indexOf(part, place + 1);
    }
    return place;
}

/**
 * Replace one occurrence of a part of a text.
 * @param {string} text
 * @param {string} part
 * @param {number} occurrence from 0
 * @param {string} replacement
 * @returns {string|null} null when the text has no such occurrence
 */
export function replaced(text, part, occurrence, replacement) {
    const place = placeOf(text, part, occurrence);
    return place < 0 ? null : text.slice(0, place) + replacement + text.slice(place + part.length);
}

/**
 * Return a path as it may stand in an attribute of a message: nothing in it ends the attribute, or means anything to
 * Markdown.
 * @param {string} path as SillyTavern returned it
 * @returns {string}
 */
export function safePath(path) {
    return encodeURI(path).replace(/['"()*_~`[\]]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const PLACE = /\{\{picture:(\d+)\}\}/g;

/**
 * Return which pictures a replacement has a place for, by number.
 * @param {string} replacement
 * @returns {number[]}
 */
export function picturesIn(replacement) {
    return [...new Set([...replacement.matchAll(PLACE)].map(match => Number(match[1])))];
}

/**
 * Fill the paths of pictures into a replacement.
 * @param {string} replacement
 * @param {Map<number, string>} paths by the pictures' numbers
 * @returns {string}
 */
export function filled(replacement, paths) {
    return replacement.replace(PLACE, (whole, number) => {
        const path = paths.get(Number(number));
        return path === undefined ? whole : safePath(path);
    });
}
