// @ts-check
/** Has the user choose where another extension serves the same requests; until then nothing is drawn. */
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { allSettings, neighbours, switchOff } from '../tavern/neighbours.js';
import { setSettings, settings, setWaiting } from '../tavern/stored.js';
import { rivalsAmong, standing } from './rivals.js';

/** @typedef {import('../start.js').App} App */
/** @typedef {import('./rivals.js').Rival} Rival */

/** @type {Rival[]} */
let rivals = [];

/**
 * Look for other extensions that serve the same requests, and wait where the user has not decided.
 * @param {App} app
 */
export async function lookForRivals(app) {
    rivals = rivalsAmong(await neighbours(), allSettings());
    const { undecided, waits } = standing(rivals, settings().rivals);
    setWaiting(waits);
    if (undecided.length) {
        document.getElementById('form_sheld')?.prepend(bar(app, undecided[0]));
    }
}

/**
 * Return what the panel says of other extensions, nothing where there is none.
 * @param {App} app
 * @returns {HTMLElement[]}
 */
export function showRivals(app) {
    return rivals.filter(rival => settings().rivals[rival.name] === 'theirs').map(rival => {
        const words = element('span', '', say('{name} draws the pictures of this chat; rp-composer waits.', { name: rival.name }));
        /** @type {HTMLElement} */
        const whole = element('div', 'rp_connection', words, textButton('Draw with rp-composer instead', () => decide(app, rival, 'ours', whole)));
        return whole;
    });
}

/**
 * @param {App} app
 * @param {Rival} rival
 */
function bar(app, rival) {
    const words = element('span', '', say('{name} answers the same requests for pictures. Who shall draw?', { name: rival.name }));
    const whole = element('div', 'rp_bar_above');
    whole.id = 'rp_composer_rival';
    whole.setAttribute('role', 'alertdialog');
    whole.append(
        words,
        textButton('rp-composer (switches the other off)', () => decide(app, rival, 'ours', whole)),
        textButton('The other one', () => decide(app, rival, 'theirs', whole)),
    );
    return whole;
}

/**
 * @param {App} app
 * @param {Rival} rival
 * @param {'ours'|'theirs'} choice
 * @param {HTMLElement} place
 */
async function decide(app, rival, choice, place) {
    setSettings({ rivals: { ...settings().rivals, [rival.name]: choice } });
    place.remove();
    if (choice === 'ours') {
        await switchOff(rival.name);
        location.reload();
        return;
    }
    await lookForRivals(app);
}
