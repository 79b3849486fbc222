// @ts-check
/** Shows what other extensions have set, and takes over what the user leaves ticked, as a profile of its own. */
import { element, freshId, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { confirmed } from '../tavern/popups.js';
import { put } from './nested.js';

/** @typedef {import('./importing.js').Offer} Offer */

/**
 * @typedef {object} Taking
 * @property {() => Offer[]} offers
 * @property {(name: string) => boolean} isThere whether there is a profile of that name
 * @property {(name: string, written: Record<string, any>) => Promise<unknown>} write
 * @property {(backend: string, key: string, endpoint: string) => Promise<unknown>} keep
 * @property {(offer: Offer, name: string) => unknown} taken what follows
 */

/**
 * @param {Taking} taking
 * @returns {HTMLElement}
 */
export function showTakingOver(taking) {
    const place = element('div', 'rp_offers');
    const found = taking.offers();
    if (!found.length) {
        place.append(element('small', 'rp_help', say('No other extension has settings for pictures.')));
    }
    place.append(...found.map(offer => card(offer, taking)));
    return place;
}

/**
 * @param {Offer} offer
 * @param {Taking} taking
 */
function card(offer, taking) {
    const ticks = offer.found.map(one => tick(`${say(one.label, { name: one.name ?? '' })}: ${shown(one.value)}`, true));
    const key = offer.key ? tick(say('Its key, too: handed to the server, which keeps it'), false) : null;
    const state = element('small', 'rp_help');
    state.setAttribute('role', 'status');
    const act = textButton('Take it over as a profile', over);
    const left = offer.left.map(words => element('small', 'rp_help', `${say('Stays behind')}: ${say(words)}`));

    async function over() {
        if (taking.isThere(offer.profile) && !await mayReplace(offer.profile)) {
            return;
        }
        act.disabled = true;
        try {
            const chosen = offer.found.filter((_, number) => ticks[number].box.checked);
            const written = chosen.reduce((all, one) => put(all, one.path, one.value), /** @type {Record<string, any>} */ ({}));
            await taking.write(offer.profile, written.backend ? written : { extends: 'default', ...written });
            if (offer.key && key?.box.checked) {
                await taking.keep(offer.key.backend, offer.key.secret, offer.key.endpoint);
            }
            state.textContent = say('Taken over as the profile {name}', { name: offer.profile });
            await taking.taken(offer, offer.profile);
        } catch (error) {
            state.textContent = /** @type {any} */ (error)?.message ?? String(error);
        } finally {
            act.disabled = false;
        }
    }
    const lines = [...ticks, ...(key ? [key] : [])].map(one => one.whole);
    return element('fieldset', 'rp_offer', element('legend', '', say(offer.source)), ...lines, ...left, act, state);
}

/** @param {string} name of a profile that is there already */
function mayReplace(name) {
    return confirmed(say('Replace the profile {name}?', { name }), say('There is one already, from an earlier time; what was changed in it since then is lost.'), 'Replace');
}

/**
 * @param {string} words
 * @param {boolean} checked
 */
function tick(words, checked) {
    const box = element('input');
    Object.assign(box, { type: 'checkbox', checked, id: freshId() });
    const label = element('label', '', words);
    label.htmlFor = box.id;
    return { box, whole: element('div', 'rp_tick', box, label) };
}

/** @param {any} value */
function shown(value) {
    const words = typeof value === 'boolean' ? say(value ? 'yes' : 'no')
        : typeof value === 'object' ? `${value.words} – ${say('To be avoided')}: ${value.negative}` : String(value);
    return words.length > 90 ? `${words.slice(0, 88)}…` : words;
}
