// @ts-check
/** Words of buttons that cost something. */
import { say } from '../tavern/context.js';

/**
 * Return a button's words with a price behind them.
 * @param {string} title in English
 * @param {string} price a key for translation, "" for none
 * @returns {string} in the user's language
 */
export function withPrice(title, price) {
    return say(title) + (price ? ` (${say(price)})` : '');
}
