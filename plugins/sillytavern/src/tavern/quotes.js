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
