// @ts-check
/** What another version of a picture costs, where it is asked for. */
import { priceText } from '../flow/automatic.js';
import { element } from '../page/elements.js';
import { withPrice } from '../page/pricing.js';

/** @typedef {import('../flow/automatic.js').Price} Price */

/**
 * Say on a picture's toolbar what another version costs.
 * @param {Element|null|undefined} frame
 * @param {Price} price
 */
export function tellPrice(frame, price) {
    const button = /** @type {HTMLElement|null|undefined} */ (frame?.querySelector('.rp_toolbar .fa-rotate')?.closest('button'));
    const text = priceText(price);
    if (!button) {
        return;
    }
    button.title = withPrice('Draw another one', text);
    button.setAttribute('aria-label', button.title);
    button.querySelector('.rp_price')?.remove();
    if (text) {
        const shown = element('small', 'rp_price', price?.usd == null ? '$?' : text);
        shown.setAttribute('aria-hidden', 'true');
        button.append(shown);
    }
}
