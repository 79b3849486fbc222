// @ts-check
/** External blocks: texts that another extension keeps beside a message (`extra.extblocks`) and shows below it. */
import { settings } from './stored.js';

/** Stands between a message and its blocks where both are read as one text; nobody writes it. */
const BETWEEN = '\n\n\uE0A6\n\n';

/**
 * Return a message's text with its blocks behind it, where the user wants requests in blocks drawn.
 * @param {string} text
 * @param {Record<string, any>|undefined} extra of the same swipe
 * @returns {string}
 */
export function withBlocks(text, extra) {
    const blocks = extra?.extblocks;
    return typeof blocks === 'string' && blocks && settings().blocks ? text + BETWEEN + blocks : text;
}

/**
 * Take text and blocks apart again.
 * @param {string} whole
 * @returns {{text: string, blocks: string|null}} null where there are none
 */
export function parted(whole) {
    const place = whole.indexOf(BETWEEN);
    return place < 0 ? { text: whole, blocks: null } : { text: whole.slice(0, place), blocks: whole.slice(place + BETWEEN.length) };
}

/**
 * Change something in a message's own text, and nothing in its blocks.
 * @param {string} whole
 * @param {(text: string) => string} alter
 * @returns {string}
 */
export function besideBlocks(whole, alter) {
    const { text, blocks } = parted(whole);
    return blocks === null ? alter(text) : alter(text) + BETWEEN + blocks;
}

/**
 * Write blocks, and what is shown instead of the message with them.
 * @param {Record<string, any>|undefined} extra
 * @param {string} blocks
 * @param {(text: string) => string|null} alter what has changed them
 */
export function writeBlocks(extra, blocks, alter) {
    if (!extra) {
        return;
    }
    extra.extblocks = blocks;
    if (typeof extra.display_text === 'string') {
        extra.display_text = alter(extra.display_text) ?? extra.display_text;
    }
}
