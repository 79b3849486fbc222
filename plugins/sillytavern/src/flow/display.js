// @ts-check
/**
 * How a message with requests is shown: each request becomes a slot, each finished picture a clean tag, and a request
 * that is still being written is hidden.
 *
 * Markdown and the highlighting of quotes run over the inside of tags as well and destroy them. So before Markdown each
 * is put aside and a mark stands in its place, which means nothing to anybody; behind it the marks become HTML.
 */
import { placeOf } from './text.js';
import { halfFrom, scan } from '../requests/tags.js';

/**
 * @typedef {object} Found One of the server's requests.
 * @property {string} original
 * @property {number} occurrence
 * @property {string} status
 *
 * @typedef {object} Piece
 * @property {number} start
 * @property {number} end
 * @property {string} html
 */

const OPEN = '\uE0A4';
const CLOSE = '\uE0A5';
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');
const KEPT = ['alt', 'title', 'data-rp-composer'];

/**
 * Put requests and pictures of a text aside.
 * @param {string} text
 * @param {object} known
 * @param {Found[]|null} known.requests what the server has said of this text, null before it has
 * @param {boolean} known.writing whether the text is still being written
 * @param {number} known.ratio of pictures whose request does not say, width by height
 * @param {Record<string, [number, number]>} known.sizes of finished pictures, by job
 * @returns {{text: string, html: string[]}} the text with marks, and what they become
 */
export function putAside(text, { requests, writing, ratio, sizes }) {
    const end = writing ? halfFrom(text) : text.length;
    const whole = text.slice(0, end);
    /** @type {string[]} */
    const html = [];
    let shown = '';
    let position = 0;
    for (const piece of pieces(whole, requests, ratio, sizes)) {
        // Indented by four spaces it would be shown as code, which it is not.
        shown = (shown + whole.slice(position, piece.start)).replace(/(^|\n)[ \t]+$/, '$1');
        shown += `${OPEN}${html.length}${CLOSE}`;
        html.push(piece.html);
        position = piece.end;
    }
    return { text: shown + whole.slice(position), html };
}

/**
 * Put back what was put aside.
 * @param {string} text HTML with marks
 * @param {string[]} html what they become
 * @returns {string}
 */
export function putBack(text, html) {
    return text.replace(MARK, (_, number) => html[Number(number)] ?? '');
}

/**
 * Take a text with marks apart.
 * @param {string} text
 * @returns {(string|number)[]} texts, and between them the numbers of what was put aside
 */
export function marks(text) {
    return text.split(MARK).map((part, place) => (place % 2 ? Number(part) : part)).filter(part => part !== '');
}

/**
 * Say whether the slots of a text stand where the server found its requests.
 * @param {string} text
 * @param {Found[]} requests
 * @returns {boolean}
 */
export function isAgreed(text, requests) {
    const seen = scan(text).map(tag => text.slice(tag.start, tag.end));
    return seen.length === requests.length && requests.every((one, index) => one.original === seen[index]);
}

/**
 * @param {string} text
 * @param {Found[]|null} requests
 * @param {number} ratio
 * @param {Record<string, [number, number]>} sizes
 * @returns {Piece[]} in order
 */
function pieces(text, requests, ratio, sizes) {
    const tags = scan(text);
    const slots = located(text, requests)
        ?? tags.flatMap((tag, number) => (tag.status === 'done' ? [] : [{ start: tag.start, end: tag.end, number }]));
    const free = tags.filter(tag => tag.status === 'done' && !slots.some(slot => slot.start < tag.end && tag.start < slot.end));
    const shapes = new Map(tags.map(tag => [tag.start, ratioOf(tag.attributes['data-iig-instruction'])]));
    return [
        ...slots.map(({ start, end, number }) => ({ start, end, html: slot(number, shapes.get(start) ?? ratio) })),
        ...free.map(tag => ({ start: tag.start, end: tag.end, html: picture(tag.attributes, sizes) })),
    ].sort((one, other) => one.start - other.start);
}

/**
 * Return where the server's requests stand in a text; null when one of them does not, as after a regex script.
 * @param {string} text
 * @param {Found[]|null} requests
 */
function located(text, requests) {
    if (!requests) {
        return null;
    }
    const found = [];
    for (const [number, { original, occurrence, status }] of requests.entries()) {
        if (status === 'done') {
            continue;
        }
        const start = placeOf(text, original, occurrence);
        if (start < 0) {
            return null;
        }
        found.push({ start, end: start + original.length, number });
    }
    return found;
}

/**
 * @param {number} number of the request
 * @param {number} ratio
 */
function slot(number, ratio) {
    return `<span data-rp-slot="${number}" style="--rp-ratio:${ratio}"></span>`;
}

/**
 * @param {Record<string, string>} attributes as they are written, so that entities in them are decoded by the browser
 * @param {Record<string, [number, number]>} sizes
 */
function picture(attributes, sizes) {
    const size = sizes[attributes['data-rp-composer'] ?? ''];
    const known = Array.isArray(size) && size.every(side => Number.isFinite(side) && side > 0);
    const shape = known ? ` width="${size[0]}" height="${size[1]}" style="--rp-ratio:${rounded(size[0] / size[1])}"` : '';
    const others = KEPT.filter(name => name in attributes).map(name => ` ${name}="${quoted(attributes[name])}"`).join('');
    const told = quoted(attributes['data-iig-instruction'] ?? '');
    return `<img data-iig-instruction="${told}" src="${quoted(attributes.src)}"${others}${shape}>`;
}

/** @param {string} value */
function quoted(value) {
    return value.replace(/["<>']/g, sign => `&#${sign.charCodeAt(0)};`);
}

/**
 * Return the ratio that an instruction asks for.
 * @param {string|undefined} instruction JSON, perhaps with entities
 * @returns {number|undefined}
 */
export function ratioOf(instruction) {
    const match = /(?:aspect_?ratio|size)(?:"|&quot;|&#34;)?\s*:\s*(?:"|&quot;|&#34;)?\s*(\d{1,4})\s*[:x×]\s*(\d{1,4})/i.exec(instruction ?? '');
    const ratio = match ? Number(match[1]) / Number(match[2]) : NaN;
    return ratio >= 0.1 && ratio <= 10 ? rounded(ratio) : undefined;
}

/** @param {number} ratio */
function rounded(ratio) {
    return Math.round(ratio * 1000) / 1000;
}
