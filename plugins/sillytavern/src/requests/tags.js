// @ts-check
/**
 * Finds image requests in a text for display: while it is being written, and before the server has said where they are.
 *
 * It follows quotes, braces and JSON's strings; where those are broken, as language models break them, the marker
 * (`src="[IMG:GEN]"`) says where a tag ends. What counts in the end is the server's answer.
 */
import { attributesOf, braceEnd, instruction } from './attributes.js';
import { skippedAt } from './regions.js';
import { readTemplate, templateBegunAt, templateOpeners, templatesVersion } from './templates.js';

/**
 * @typedef {object} Tag
 * @property {number} start
 * @property {number} end
 * @property {'pending'|'failed'|'done'|'half'} status
 * @property {Record<string, string>} attributes of a tag that can be read
 */

const NAME = String.raw`\bdata-iig-instruction(?![\w-])`;
const KNOWN = [
    // A quoted value before it may hold anything; one that lacks its closing quote swallows the name, and `={` shows it.
    String.raw`<(?:img|video)(?=[\s/])(?:(?:[^<>"']|"[^"]{0,500}"|'[^']{0,500}'){0,500}?${NAME}|[^<>]*?${NAME}(?=\s*=\s*["']?\s*\{))`,
    String.raw`\[IMG:GEN:\s*(?=[{&"'\w])`,
    String.raw`\[IMG:✓:(?=[^\]\n]+\])`,
    String.raw`<details[^<>]*>\s*<summary[^<>]*>(?:\s|<[^<>]*>|[^\w<>\n]){0,20}Image:\s*(?:New|Edit|Failed)\b`,
].join('|');
/** The beginning of a request at the very end of a text that is still being written. */
const BEGINNING = /(?:<(?:i(?:mg?)?|img\s[^<>]*)|\[(?:I(?:M(?:G(?::(?:G(?:EN?)?)?)?)?)?)?)$/i;
const MARKER = /\bsrc\s*=\s*\\?["'“”‘’]?\s*(?:\[|%5B)?\s*IMG\s*:\s*(GEN|ERROR)[^>]*>/giy;
const REST = /(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*\/?>/y;
/** Attributes of a tag that lacks its `>`: something else follows. */
const UNCLOSED = /(?:\s+[^\s"'<>/=]+\s*=\s*(?:"[^"]*"|'[^']*'))+(?=\s+[^\s>/])/y;
/** A half tag that is longer than this is no tag: its text is shown. */
const LONGEST = 6000;

const KNOWN_HERE = new RegExp(KNOWN, 'iy');
let opener = new RegExp(KNOWN, 'gi');
let version = 0;

/** @returns {RegExp} what begins a request, in the forms that everybody knows and in the profile's own */
function anyOpener() {
    if (version !== templatesVersion()) {
        version = templatesVersion();
        opener = new RegExp([KNOWN, templateOpeners()].filter(Boolean).join('|'), 'gi');
    }
    return new RegExp(opener);
}

/**
 * Find the requests of a text, in order.
 * @param {string} text
 * @param {boolean} [writing] whether it may go on, so that the last request is not to be closed by force
 * @returns {Tag[]}
 */
export function scan(text, writing = false) {
    /** @type {Tag[]} */
    const tags = [];
    const opener = anyOpener();
    let position = 0;
    for (;;) {
        opener.lastIndex = position;
        const match = opener.exec(text);
        if (!match) {
            return tags;
        }
        const skipped = skippedAt(text, position, match.index);
        const tag = skipped > match.index ? null : longest(ofTemplate(text, match.index), read(text, match.index, writing));
        if (tag) {
            tags.push(tag);
        }
        position = Math.max(skipped, tag?.end ?? match.index + 1);
    }
}

/**
 * Return where a request that is still being written begins, the text's length when none is.
 * @param {string} text
 * @returns {number}
 */
export function halfFrom(text) {
    const last = scan(text, true).at(-1);
    if (last?.status === 'half') {
        return last.start;
    }
    const behind = last?.end ?? 0;
    const rest = text.slice(behind);
    return behind + Math.min(BEGINNING.exec(rest)?.index ?? rest.length, templateBegunAt(rest));
}

/**
 * @param {Tag|null} one
 * @param {Tag|null} other
 */
function longest(one, other) {
    return one && other ? (one.end >= other.end ? one : other) : one ?? other;
}

/**
 * Read a request in a form of the profile's.
 * @param {string} text
 * @param {number} start
 * @returns {Tag|null}
 */
function ofTemplate(text, start) {
    const found = readTemplate(text, start);
    if (!found) {
        return null;
    }
    return closed(text, start, found.whole || found.end < text.length ? found.end : -1, 'pending');
}

/**
 * @param {string} text
 * @param {number} start
 * @param {boolean} writing
 * @returns {Tag|null}
 */
function read(text, start, writing) {
    KNOWN_HERE.lastIndex = start;
    const [opening] = KNOWN_HERE.exec(text) ?? [];
    if (!opening) {
        return null;
    }
    const after = start + opening.length;
    if (opening.includes('✓')) {
        const end = text.indexOf(']', after);
        return closed(text, start, end + 1, 'done', { src: text.slice(after, end).trim() });
    }
    if (opening[0] === '[') {
        return closed(text, start, bracketEnd(text, after), 'pending');
    }
    if (/^<details/i.test(opening)) {
        return closed(text, start, blockEnd(text, after), /Failed$/i.test(opening) ? 'failed' : 'pending');
    }
    return readImage(text, start, after, writing);
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end -1 when it is not closed
 * @param {Tag['status']} status
 * @param {Record<string, string>} [attributes]
 * @returns {Tag|null}
 */
function closed(text, start, end, status, attributes = {}) {
    if (end >= 0) {
        return { start, end, status, attributes };
    }
    return text.length - start > LONGEST ? null : { start, end: text.length, status: 'half', attributes: {} };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} after the attribute's name
 * @param {boolean} writing
 */
function readImage(text, start, after, writing) {
    const value = instruction(text, after);
    for (const pattern of value ? [REST, UNCLOSED] : []) {
        pattern.lastIndex = value?.end ?? 0;
        const rest = pattern.exec(text);
        if (value && rest) {
            /** @type {Record<string, string>} */
            const attributes = { ...attributesOf(text.slice(start, after)), ...attributesOf(rest[0]), 'data-iig-instruction': value.text };
            return closed(text, start, pattern.lastIndex, statusOf(attributes.src), attributes);
        }
    }
    return broken(text, start, after, writing);
}

/**
 * Read a tag whose quotes or braces are wrong: it ends behind its marker, or where HTML says.
 * @param {string} text
 * @param {number} start
 * @param {number} after
 * @param {boolean} writing
 */
function broken(text, start, after, writing) {
    const next = new RegExp(KNOWN, 'gi');
    next.lastIndex = after;
    const until = next.exec(text)?.index ?? text.length;
    for (let place = text.indexOf('src', after); place >= 0 && place < until; place = text.indexOf('src', place + 1)) {
        MARKER.lastIndex = place;
        const marker = MARKER.exec(text);
        if (marker) {
            return closed(text, start, MARKER.lastIndex, marker[1].toUpperCase() === 'ERROR' ? 'failed' : 'pending');
        }
    }
    const end = text.indexOf('>', after);
    const goesOn = writing && until === text.length && /^\s*=\s*["']?\s*\{/.test(text.slice(after, after + 20));
    if (end >= 0 && end < until && !goesOn) {
        return closed(text, start, end + 1, 'pending');
    }
    return closed(text, start, until < text.length ? start + text.slice(start, until).trimEnd().length : -1, 'pending');
}

/**
 * Return where a details block ends: with its closing tag, else before the next one.
 * @param {string} text
 * @param {number} after
 */
function blockEnd(text, after) {
    const match = /<\/details\s*>|<details\b/i.exec(text.slice(after));
    if (!match) {
        return -1;
    }
    const place = after + match.index;
    return match[0][1] === '/' ? place + match[0].length : after + text.slice(after, place).trimEnd().length;
}

/**
 * Return where a request in brackets ends.
 * @param {string} text
 * @param {number} after
 */
function bracketEnd(text, after) {
    const end = braceEnd(text, after);
    const bracket = /\s*\]/y;
    bracket.lastIndex = end ?? after;
    if (end !== null && end > 0) {
        return bracket.exec(text) ? bracket.lastIndex : end;
    }
    const closing = text.indexOf(']', after);
    return closing < 0 || text.slice(after, closing).includes('\n\n') ? -1 : closing + 1;
}

/**
 * @param {string|undefined} source of the tag
 * @returns {Tag['status']}
 */
function statusOf(source) {
    const text = (source ?? '').trim();
    if (/^\[\s*IMG\s*:\s*✓/i.test(text)) {
        return 'done';
    }
    if (/^(?:\[|%5B)\s*IMG\s*:\s*ERROR/i.test(text) || /(?:^|\/)(?:error\.\w{2,5}|[^/]*error[^/]*\.svg)(?:[?#].*)?$/i.test(text)) {
        return 'failed';
    }
    return !text || text === '#' || text === 'about:blank' || /^(?:\[|%5B|IMG\s*:)/i.test(text) ? 'pending' : 'done';
}
