// @ts-check
/** A prompt cut by where its words come from, with a colour for each slot. */

/**
 * Cut a prompt into pieces, each of one part or of none.
 * @template {{start: number, end: number}} Part
 * @param {string} text
 * @param {Part[]} parts in code points; those that overlap one before them give way
 * @returns {{text: string, part: Part|null}[]}
 */
export function pieces(text, parts) {
    const points = [...text];
    const cut = (/** @type {number} */ from, /** @type {number} */ to) => points.slice(from, to).join('');
    /** @type {{text: string, part: Part|null}[]} */
    const found = [];
    let done = 0;
    for (const part of [...parts].sort((one, other) => one.start - other.start)) {
        if (part.start < done || part.end <= part.start || part.end > points.length) {
            continue;
        }
        found.push({ text: cut(done, part.start), part: null }, { text: cut(part.start, part.end), part });
        done = part.end;
    }
    found.push({ text: cut(done, points.length), part: null });
    return found.filter(piece => piece.text !== '');
}

/** The slots in the order of their colours, so that neighbours in a prompt differ. */
const SLOTS = [
    'quality', 'people', 'style', 'character', 'positive', 'clothing', 'tag_style', 'user', 'prompt', 'expression', 'camera',
    'pose', 'light', 'place', 'effects', 'avoid',
];

/**
 * Return the colour of a slot, as a hue; the same for the same name.
 * @param {string} slot
 * @returns {number}
 */
export function hueOf(slot) {
    const known = SLOTS.indexOf(slot);
    const number = known >= 0 ? known : [...slot].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
    return Math.round((number * 137.5) % 360);
}

/**
 * Give an element the colour of a slot.
 * @template {HTMLElement} Made
 * @param {Made} made
 * @param {string} slot
 * @returns {Made}
 */
export function tinted(made, slot) {
    made.style.setProperty('--rp-hue', String(hueOf(slot)));
    return made;
}
