// @ts-check
/** Texts of messages: exactly one occurrence of a request is replaced, and pictures' paths are filled in. */
import { safePath } from '../tavern/paths.js';

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
 * Say which occurrence each of several parts is, once one of them is replaced: what is replaced may hold others' texts.
 * @param {string} text before
 * @param {{original: string, occurrence: number}[]} parts
 * @param {{original: string, occurrence: number}} one that is replaced
 * @param {string} replacement
 * @returns {number[]} the occurrence of each part afterwards
 */
export function occurrencesAfter(text, parts, one, replacement) {
    const place = placeOf(text, one.original, one.occurrence);
    const after = replaced(text, one.original, one.occurrence, replacement) ?? text;
    const longer = replacement.length - one.original.length;
    return parts.map(({ original, occurrence }) => {
        const before = placeOf(text, original, occurrence);
        const now = before > place ? before + longer : before;
        let count = 0;
        for (let at = after.indexOf(original); original && at >= 0 && at < now; at = after.indexOf(original, at + 1)) {
            count++;
        }
        return before < 0 ? occurrence : count;
    });
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
