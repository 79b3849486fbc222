// @ts-check
/** What was drawn and spent, today and this month, and how far that is from the limits. */
import { acted } from '../page/acting.js';
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { money } from './models.js';

/** @typedef {import('../backend/settings_api.js').Spent} Spent */
/** @typedef {Awaited<ReturnType<ReturnType<typeof import('../backend/settings_api.js').settingsApiOf>['spending']>>} Spending */

/**
 * @param {{spending: () => Promise<Spending>}} api
 * @returns {HTMLElement}
 */
export function showSpending(api) {
    const place = element('div', 'rp_spending');
    const look = async () => place.replaceChildren(...parts(await api.spending()));
    const whole = element('div', '', place, textButton('Look again', look));
    void acted(look);
    return whole;
}

/** @param {Spending} spending */
function parts({ today, month, by_model: models, limits }) {
    const rows = [
        row(say('Today'), today), row(say('This month'), month),
        ...models.map(one => row(`${one.backend}: ${one.model}`, one)),
    ];
    const head = element('tr', '', ...['', 'Pictures', 'Spent'].map(title => element('th', '', say(title))));
    const table = element('table', 'rp_table', element('thead', '', head), element('tbody', '', ...rows));
    return [table, ...limitsOf(limits, today, month).map(one => meter(one))];
}

/**
 * @param {string} title
 * @param {Spent} spent
 */
function row(title, { pictures, usd, unpriced }) {
    const cost = unpriced ? say('{money}, and {count} of unknown price', { money: money(usd), count: unpriced }) : money(usd);
    return element('tr', '', element('th', '', title), element('td', '', String(pictures)), element('td', '', cost));
}

/** @typedef {{title: string, used: number, limit: number, words: string}} Limit */

/**
 * Return the limits that are set, and how much of each is used.
 * @param {Record<string, number|null>} limits
 * @param {Spent} today
 * @param {Spent} month
 * @returns {Limit[]}
 */
export function limitsOf(limits, today, month) {
    /** @type {[string, string, number, (amount: number) => string][]} */
    const all = [
        ['pictures_per_day', 'Pictures today', today.pictures, String],
        ['usd_per_day', 'Money today', today.usd, money],
        ['usd_per_month', 'Money this month', month.usd, money],
    ];
    return all.flatMap(([name, title, used, shown]) => {
        const limit = limits[name];
        return limit === null || limit === undefined ? [] : [{ title, used, limit, words: `${shown(used)} / ${shown(limit)}` }];
    });
}

/** @param {Limit} limit */
function meter({ title, used, limit, words }) {
    const bar = element('meter', '');
    Object.assign(bar, { min: 0, max: limit || 1, value: limit ? used : 1, high: limit * 0.8, optimum: 0 });
    const label = element('label', 'rp_meter', element('span', '', `${say(title)}: ${words}`), bar);
    return label;
}
