// @ts-check
/**
 * Requests in the forms that a profile names itself, such as `<pic prompt="{prompt}">`: fixed text with places for
 * fields, read as the server reads them. White space stands for any white space, and letters may be of either case.
 */

/**
 * @typedef {object} Template
 * @property {string} opener a pattern of the text that begins it
 * @property {RegExp} begins the same, where it is tried
 * @property {RegExp[]} closers the texts behind each field
 * @property {RegExp} beginning the first signs of it at the end of a text that is being written
 */

const PLACE = /\{[a-z_]+\}/;
const BLANK_LINE = /\n[ \t]*\r?\n/g;

/** @type {Template[]} */
let templates = [];
let version = 0;

/**
 * Look for requests in these forms from now on, beside those that everybody knows.
 * @param {string[]} written as the profile has them
 * @returns {boolean} whether they differ from those before
 */
export function setTemplates(written) {
    const parsed = written.flatMap(one => parse(one) ?? []);
    const same = openers(parsed) === openers(templates) && String(parsed.map(one => one.closers)) === String(templates.map(one => one.closers));
    templates = parsed;
    version += same ? 0 : 1;
    return !same;
}

/** @returns {number} another one whenever the forms have changed */
export function templatesVersion() {
    return version;
}

/** @returns {string} a pattern of what begins a request, "" without any form */
export function templateOpeners() {
    return openers(templates);
}

/**
 * Read a request in one of the forms; of several that fit the longest wins, one that is whole first.
 * @param {string} text
 * @param {number} start
 * @returns {{end: number, whole: boolean}|null} null when none begins there
 */
export function readTemplate(text, start) {
    const found = templates.flatMap(one => read(text, start, one) ?? []);
    return found.sort((one, other) => Number(other.whole) - Number(one.whole) || other.end - one.end)[0] ?? null;
}

/**
 * Return where the first signs of a request stand at the end of a text, its length when none do.
 * @param {string} text
 */
export function templateBegunAt(text) {
    return Math.min(text.length, ...templates.map(one => one.beginning.exec(text)?.index ?? text.length));
}

/**
 * @param {string} written
 * @returns {Template|null} null for one that the server would not take either
 */
function parse(written) {
    const texts = written.trim().split(PLACE);
    if (texts.length < 2 || !texts.every(text => text.trim())) {
        return null;
    }
    const [opener, ...closers] = texts.map(patternOf);
    return {
        opener, begins: new RegExp(opener, 'iy'), closers: closers.map(one => new RegExp(one, 'gi')), beginning: beginningOf(texts[0]),
    };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {Template} template
 */
function read(text, start, template) {
    template.begins.lastIndex = start;
    if (!template.begins.test(text)) {
        return null;
    }
    let position = template.begins.lastIndex;
    const stop = stopOf(text, position, template);
    for (const closer of template.closers) {
        closer.lastIndex = position;
        const match = closer.exec(text);
        if (!match || closer.lastIndex > stop) {
            return { end: text.slice(stop).trim() ? stop : text.length, whole: false };
        }
        position = closer.lastIndex;
    }
    return { end: position, whole: true };
}

/**
 * Return where a request must have ended: before the next one, and before a blank line.
 * @param {string} text
 * @param {number} position
 * @param {Template} template
 */
function stopOf(text, position, template) {
    const next = new RegExp(template.opener, 'gi');
    next.lastIndex = position;
    BLANK_LINE.lastIndex = position;
    return Math.min(next.exec(text)?.index ?? text.length, BLANK_LINE.exec(text)?.index ?? text.length);
}

/** @param {Template[]} all */
function openers(all) {
    return all.map(one => one.opener).join('|');
}

/** @param {string} text */
function patternOf(text) {
    return text.split(/\s+/).map(literal).join('\\s+');
}

/**
 * Return a pattern of the first signs of a text, two at least, at the end of another.
 * @param {string} text
 */
function beginningOf(text) {
    const signs = text.trimEnd().match(/\s+|\S/gu) ?? [];
    const patterns = signs.map(sign => (sign.trim() ? literal(sign) : '\\s+'));
    const [first = '', second = '', ...rest] = patterns;
    const more = rest.reduceRight((inner, pattern) => `(?:${pattern}${inner})?`, '');
    return new RegExp(`${first}${second}${more}\\s*$`, 'i');
}

/** @param {string} text */
function literal(text) {
    return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
