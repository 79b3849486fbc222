// @ts-check
/** Finished pictures in the text of a message: found by their job, put in each other's place, taken out, and retold. */
import { scan } from '../requests/tags.js';
import { attributeJson } from '../requests/json.js';

/**
 * @typedef {object} Place Where the pictures of one job stand.
 * @property {number} start
 * @property {number} end
 * @property {string[]} sources what their tags have as `src`
 *
 * @typedef {object} Told What a request says, as far as it can be edited.
 * @property {string} prompt
 * @property {string} style "" for none
 * @property {string} aspect_ratio "" for none
 */

const INSTRUCTION = /(data-iig-instruction=)('([^']*)'|"([^"]*)")/g;
/**
 * Return what all versions of a picture have in common in their ids.
 * @param {string} id
 */
export function baseOf(id) {
    return id.replace(/-\d{1,4}$/, '');
}

/**
 * Find the pictures of a job: those that stand next to each other are one place.
 * @param {string} text
 * @param {string} id
 * @returns {Place|null}
 */
export function placeOfJob(text, id) {
    let place = /** @type {Place|null} */ (null);
    for (const { start, end, status, attributes } of scan(text)) {
        const own = status === 'done' && attributes['data-rp-composer'] === id;
        if (own && (!place || !text.slice(place.end, start).trim())) {
            /** @type {string[]} */
            const sources = [...(place?.sources ?? []), attributes.src ?? ''];
            place = { start: place?.start ?? start, end, sources };
        } else if (place) {
            return place;
        }
    }
    return place;
}

/**
 * Put something in the place of a job's pictures.
 * @param {string} text
 * @param {string} id
 * @param {string} replacement
 * @returns {string|null} null when they are not there
 */
export function placed(text, id, replacement) {
    const place = placeOfJob(text, id);
    return place && text.slice(0, place.start) + replacement + text.slice(place.end);
}

/**
 * Take a job's pictures out; the lines around them close up.
 * @param {string} text
 * @param {string} id
 * @returns {string|null} null when they are not there
 */
export function without(text, id) {
    const place = placeOfJob(text, id);
    if (!place) {
        return null;
    }
    const before = text.slice(0, place.start);
    const after = text.slice(place.end);
    const alone = /(^|\n)[ \t]*$/.test(before) && /^[ \t]*(\n|$)/.test(after);
    return alone ? joined(before.trimEnd(), after.trimStart()) : before + after.replace(before.endsWith(' ') ? /^ / : '', '');
}

/**
 * @param {string} before
 * @param {string} after
 */
function joined(before, after) {
    return before && after ? `${before}\n\n${after}` : before + after;
}

/**
 * Write edited words into the request that tags carry, so that the story tells of the picture that is shown.
 * @param {string} replacement
 * @param {Told} told
 * @returns {string} as it was where the request cannot be read
 */
export function retold(replacement, told) {
    return replacement.replace(INSTRUCTION, (whole, name, _quoted, single, double) => {
        const request = readRequest(single ?? double);
        return request ? `${name}'${attributeJson({ ...request, ...said(request, told) })}'` : whole;
    });
}

/**
 * @param {string} instruction
 * @returns {Record<string, any>|null}
 */
function readRequest(instruction) {
    try {
        const entities = /** @type {Record<string, string>} */ ({ '&quot;': '"', '&#34;': '"', '&#39;': '\'', '&amp;': '&' });
        const value = JSON.parse(instruction.replace(/&(?:quot|#34|#39|amp);/g, sign => entities[sign]));
        return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
    } catch {
        return null;
    }
}

/**
 * @param {Record<string, any>} request
 * @param {Told} told
 */
function said(request, told) {
    /** @type {Record<string, any>} */
    const changes = { prompt: told.prompt };
    for (const key of /** @type {const} */ (['style', 'aspect_ratio'])) {
        if (told[key] || key in request) {
            changes[key] = told[key] || undefined;
        }
    }
    return changes;
}

/**
 * Return a path of SillyTavern's as it was before it was made safe for a tag.
 * @param {string} source
 */
export function pathOf(source) {
    try {
        return decodeURIComponent(source);
    } catch {
        return source;
    }
}

/**
 * Return which version of a picture a text shows.
 * @param {string} text
 * @param {string} base
 * @returns {string|null}
 */
export function shownIn(text, base) {
    const ids = scan(text).filter(tag => tag.status === 'done').map(tag => tag.attributes['data-rp-composer'] ?? '');
    return ids.find(id => id && baseOf(id) === base) ?? null;
}
