// @ts-check
/** What a request in a text asks for, as far as it can be read without the server. */

/** @typedef {import('./tags.js').Tag} Tag */

const NAMED = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: ' ' };
/** The value of `prompt` where the JSON around it is broken. */
const QUOTED = /["'“”]?\bprompt["'“”]?\s*:\s*["“”']((?:[^"\\]|\\.)*)/i;
/** The line of a details block. */
const LINE = /^[ \t>*+\-_`]*prompt[*_`]*\s*:[*_`]*[ \t]*(.*(?:\n(?![ \t>*+\-_`]*[a-z][\w -]{0,24}[*_`]*\s*:|\s*<\/details).*)*)/im;

/**
 * Return the prompt of a request, "" when it cannot be read.
 * @param {Tag} tag
 * @param {string} source its text
 * @returns {string}
 */
export function promptOf(tag, source) {
    if (/^<details/i.test(source)) {
        return (LINE.exec(source)?.[1] ?? '').replace(/<[^<>]*>/g, ' ').trim();
    }
    const written = tag.attributes['data-iig-instruction'] ?? source;
    const value = parsed(written) ?? parsed(decoded(written));
    if (value) {
        return String(value.prompt ?? '').trim();
    }
    const loose = QUOTED.exec(decoded(written))?.[1] ?? '';
    return (parsed(`{"prompt": "${loose}"}`)?.prompt ?? loose).trim();
}

/**
 * Decode the entities in an attribute, as a browser does.
 * @param {string} text
 * @returns {string}
 */
export function decoded(text) {
    return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (whole, hex, number, name) => {
        const code = hex ? parseInt(hex, 16) : Number(number);
        if (!name) {
            return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        }
        return /** @type {Record<string, string>} */ (NAMED)[name.toLowerCase()] ?? whole;
    });
}

/**
 * @param {string} text
 * @returns {Record<string, any>|null}
 */
function parsed(text) {
    const start = text.indexOf('{');
    const end = text.lastIndexOf('}');
    try {
        const value = JSON.parse(text.slice(start, end + 1));
        return value && typeof value === 'object' ? value : null;
    } catch {
        return null;
    }
}
