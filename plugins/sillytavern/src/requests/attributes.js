// @ts-check
/** Parts of a tag: its attributes, and the instruction among them, by its quotes, braces and JSON's strings. */

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

/**
 * Read the value of the attribute.
 * @param {string} text
 * @param {number} after its name
 * @returns {{text: string, end: number}|null} `end` is behind its closing quote
 */
export function instruction(text, after) {
    const opening = /\s*=\s*(["']?)/y;
    opening.lastIndex = after;
    const match = opening.exec(text);
    if (!match) {
        return null;
    }
    const start = opening.lastIndex;
    const quote = match[1];
    const end = braceEnd(text, start) ?? (quote ? text.indexOf(quote, start) : -1);
    if (end < 0) {
        return null;
    }
    const closes = /\s*/y;
    closes.lastIndex = end;
    closes.exec(text);
    if (quote && text[closes.lastIndex] !== quote) {
        return null;
    }
    return { text: text.slice(start, end), end: quote ? closes.lastIndex + 1 : end };
}

/**
 * Follow braces and JSON's strings.
 * @param {string} text
 * @param {number} start
 * @returns {number|null} where the object has ended; -1 when it does not, null when there is none
 */
export function braceEnd(text, start) {
    const begins = /\s*\{/y;
    begins.lastIndex = start;
    if (!begins.exec(text)) {
        return null;
    }
    let depth = 0;
    let inside = false;
    for (let place = begins.lastIndex - 1; place < text.length; place++) {
        const sign = text[place];
        if (sign === '\\') {
            place++;
        } else if (sign === '"') {
            inside = !inside;
        } else if (!inside && sign === '{') {
            depth++;
        } else if (!inside && sign === '}' && --depth === 0) {
            return place + 1;
        }
    }
    return -1;
}

/**
 * Return the attributes in a part of a tag, as a browser reads them.
 * @param {string} part
 * @returns {Record<string, string>}
 */
export function attributesOf(part) {
    /** @type {Record<string, string>} */
    const found = {};
    for (const [, name, double, single, bare] of part.replace(/^<\w+/, '').matchAll(ATTRIBUTE)) {
        found[name.toLowerCase()] ??= double ?? single ?? bare ?? '';
    }
    return found;
}
