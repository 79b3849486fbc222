// @ts-check
/** Finds a quote of a stored text in the text as it is shown, where Markdown, quotes and spaces look otherwise. */

/**
 * @typedef {{piece: number, offset: number}} Spot
 */

const COUNTS = /[\p{L}\p{N}]/u;

/**
 * Find a quote in pieces of shown text: only letters and digits count.
 * @param {string[]} pieces as they follow each other
 * @param {string} quote
 * @returns {{start: Spot, end: Spot}|null} `end` stands behind the last sign; null when the quote is not there
 */
export function locate(pieces, quote) {
    const wanted = lettersOf(quote).map(one => one.letter).join('');
    const all = pieces.flatMap((text, piece) => lettersOf(text).map(one => ({ ...one, piece })));
    const place = wanted ? all.map(one => one.letter).join('').indexOf(wanted) : -1;
    if (place < 0) {
        return null;
    }
    const [first, last] = [all[place], all[place + wanted.length - 1]];
    return { start: { piece: first.piece, offset: first.offset }, end: { piece: last.piece, offset: last.offset + 1 } };
}

/**
 * Return the letters and digits of a text, each one unit long, with where they stand.
 * @param {string} text
 */
function lettersOf(text) {
    const found = [];
    let offset = 0;
    for (const sign of text) {
        if (COUNTS.test(sign)) {
            const lower = sign.toLowerCase();
            for (let unit = 0; unit < sign.length; unit++) {
                found.push({ letter: lower[unit] ?? sign[unit], offset: offset + unit });
            }
        }
        offset += sign.length;
    }
    return found;
}

/**
 * Cut a prompt into its parts, with what lies between them.
 * @template {{start: number, end: number}} Part
 * @param {string} prompt
 * @param {Part[]} parts by code points
 * @returns {{text: string, part: Part|null}[]}
 */
export function cut(prompt, parts) {
    const signs = [...prompt];
    const pieces = [];
    let position = 0;
    for (const part of [...parts].sort((one, other) => one.start - other.start)) {
        if (part.start < position || part.end <= part.start) {
            continue;
        }
        pieces.push({ text: signs.slice(position, part.start).join(''), part: null });
        pieces.push({ text: signs.slice(part.start, part.end).join(''), part });
        position = part.end;
    }
    pieces.push({ text: signs.slice(position).join(''), part: null });
    return pieces.filter(piece => piece.text);
}

/**
 * Return what an evidence's source is, in parts that can be put into words.
 * @param {string} source as `message:12` or `card:Maren.description`
 * @returns {{kind: string, name: string, field: string, message: number|null}}
 */
export function sourceOf(source) {
    const [, kind = source, rest = ''] = /^([a-z_ ]+):?(.*)$/is.exec(source) ?? [];
    const message = kind === 'message' && /^\d+$/.test(rest) ? Number(rest) : null;
    const [, name = rest, field = ''] = /^(.*?)\.([a-z_][\w.[\]-]*)$/s.exec(rest) ?? [];
    return { kind, name, field, message };
}
