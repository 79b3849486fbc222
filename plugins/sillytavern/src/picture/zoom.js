// @ts-check
/** How a picture lies in the viewer: how large, and how far from the middle; pure, so that gestures can be reckoned. */

/**
 * @typedef {object} View
 * @property {number} scale 1 for the whole picture
 * @property {number} x of the picture's middle, from the middle of the screen, in pixels
 * @property {number} y
 *
 * @typedef {{x: number, y: number}} Point from the middle of the screen
 */

/** @type {View} */
export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });
const LARGEST = 8;
/** So far, in pixels, a finger goes for the next picture, and so much more sideways than up or down. */
const FAR = 60;

/**
 * Make a picture larger or smaller, so that what is under a point stays there.
 * @param {View} view
 * @param {number} factor
 * @param {Point} at
 * @returns {View}
 */
export function zoomed(view, factor, at) {
    const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
    if (scale === 1) {
        return WHOLE;
    }
    const by = scale / view.scale;
    return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/**
 * Move a picture, but not so far that it leaves the screen.
 * @param {View} view
 * @param {Point} by
 * @param {{width: number, height: number}} size of the whole picture on the screen
 * @returns {View}
 */
export function moved(view, by, size) {
    const limit = (/** @type {number} */ value, /** @type {number} */ side) => {
        const most = (side * view.scale) / 2;
        return Math.min(most, Math.max(-most, value));
    };
    return { scale: view.scale, x: limit(view.x + by.x, size.width), y: limit(view.y + by.y, size.height) };
}

/**
 * Return where a finger that went sideways leads.
 * @param {Point} by how far it went
 * @returns {-1|0|1} the one before, nowhere, the next one
 */
export function swiped(by) {
    if (Math.abs(by.x) < FAR || Math.abs(by.x) < 1.5 * Math.abs(by.y)) {
        return 0;
    }
    return by.x < 0 ? 1 : -1;
}

/**
 * Return the number of the picture that comes next; behind the last comes the first.
 * @param {number} number
 * @param {number} step
 * @param {number} count
 */
export function stepped(number, step, count) {
    return count ? (((number + step) % count) + count) % count : 0;
}
