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
 * Return a price as it is shown, "" where there is none.
 * @param {{usd: number|null}|null|undefined} price
 * @returns {string}
 */
export function priceText(price) {
    if (!price || price.usd === 0) {
        return '';
    }
    if (price.usd === null || price.usd === undefined) {
        return '?';
    }
    return `$${price.usd < 0.1 ? price.usd.toFixed(3) : price.usd.toFixed(2)}`;
}
