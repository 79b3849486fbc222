// @ts-check
/** Whether requests are drawn by themselves, and what is said of their price before. */

/**
 * Return how the requests of a message are submitted that nobody has asked for.
 * @param {'on'|'ask'|'off'} automatic the setting
 * @returns {'automatic'|'look'|null} null for not at all
 */
export function modeFor(automatic) {
    return automatic === 'off' ? null : automatic === 'ask' ? 'look' : 'automatic';
}

/**
 * @typedef {{usd: number|null}|null|undefined} Price null where none is known yet, its `usd` null where nobody knows any
 */

/**
 * Say whether a picture is known to cost nothing.
 * @param {Price} price
 */
export function isFree(price) {
    return price?.usd === 0;
}

/**
 * Return what several pictures cost together.
 * @param {Price[]} prices
 * @returns {{usd: number|null}}
 */
export function sumOf(prices) {
    return { usd: prices.reduce((sum, price) => (sum === null || price?.usd == null ? null : sum + price.usd), /** @type {number|null} */ (0)) };
}

/**
 * Return a price as it is shown, "" where there is none; a key for translation, since it may be words.
 * @param {Price} price
 * @returns {string}
 */
export function priceText(price) {
    if (!price || price.usd === 0) {
        return '';
    }
    if (price.usd === null || price.usd === undefined) {
        return 'price unknown';
    }
    return `$${price.usd < 0.1 ? price.usd.toFixed(3).replace(/0$/, '') : price.usd.toFixed(2)}`;
}
