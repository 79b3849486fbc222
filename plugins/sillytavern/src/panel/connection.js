// @ts-check
/** What the panel says of the connection: which way, which version, who draws, or what to do next. */
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';

/** @typedef {import('../backend/connection.js').Status} Status */

const WAYS = { plugin: 'through its SillyTavern plugin', direct: 'directly', relay: 'through SillyTavern', '': '' };

/**
 * Return the element that shows the connection, and keeps showing it.
 * @param {import('../start.js').App} app
 * @returns {HTMLElement}
 */
export function showConnection({ connection }) {
    const place = document.createElement('div');
    place.className = 'rp_connection';
    place.setAttribute('role', 'status');
    connection.follow(status => place.replaceChildren(...parts(status, () => void guarded(() => connection.connect()))));
    return place;
}

/**
 * Put a status into words.
 * @param {Status} status
 * @returns {string}
 */
export function words(status) {
    const { state, way, version, backends } = status;
    if (state === 'connected') {
        const drawnBy = [...new Set(backends)].join(', ') || '–';
        return say('Connected {way}: rp-composer {version}, drawn by {backends}', { way: say(WAYS[way]), version, backends: drawnBy });
    }
    const others = { looking: 'Looking for the picture server…', token: 'The picture server asks for its token', nobody: 'No picture server answers. Start it on this computer with:' };
    return say(others[state]);
}

/**
 * @param {Status} status
 * @param {() => void} again
 */
function parts(status, again) {
    const line = document.createElement('span');
    line.textContent = words(status);
    line.dataset.state = status.state;
    /** @type {HTMLElement[]} */
    const all = [line];
    if (status.command) {
        const command = document.createElement('code');
        command.textContent = status.command;
        all.push(command, button('Copy', () => void navigator.clipboard?.writeText(status.command)));
    }
    if (status.state !== 'looking') {
        all.push(button('Connect again', again));
    }
    return all;
}

/**
 * @param {string} title
 * @param {() => void} act
 */
function button(title, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'menu_button rp_button';
    made.textContent = say(title);
    made.addEventListener('click', act);
    return made;
}
