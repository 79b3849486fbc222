// @ts-check
/** What the panel says of the connection: which way, which version, who draws, or what to do next. */
import { acted } from '../page/acting.js';
import { copyAndTell } from '../page/copying.js';
import { say } from '../tavern/context.js';
import { button, element } from './elements.js';

/** @typedef {import('../backend/connection.js').Connection} Connection */
/** @typedef {import('../backend/connection.js').Status} Status */

const WAYS = { plugin: 'through the server plugin', direct: 'directly', relay: 'through SillyTavern', '': '' };
const STATES = {
    looking: 'Looking for the picture server…',
    starting: 'Starting the picture server…',
    stopping: 'Stopping the picture server; pictures in work are finished first…',
    token: 'The picture server asks for its token',
    nobody: 'No picture server answers. Start it on this computer with:',
};
const BUSY = new Set(['looking', 'starting', 'stopping']);

/**
 * Return the element that shows the connection, and keeps showing it.
 * @param {import('../start.js').App} app
 * @returns {HTMLElement}
 */
export function showConnection({ connection }) {
    const place = element('div', 'rp_connection');
    place.setAttribute('role', 'status');
    connection.follow(status => (BUSY.has(status.state) && place.childElementCount > 1 ? rest(place, status) : place.replaceChildren(...parts(status, connection))));
    return place;
}

/**
 * Show that something is being done: what can be pressed stays where it is, so that nothing jumps, and waits.
 * @param {HTMLElement} place
 * @param {Status} status
 */
function rest(place, status) {
    const [line, ...others] = /** @type {HTMLElement[]} */ ([...place.children]);
    line.textContent = words(status);
    line.dataset.state = status.state;
    others.filter(one => one.matches('.rp_error, .rp_output')).forEach(one => one.remove());
    place.querySelectorAll('button').forEach(one => { one.disabled = true; });
}

/**
 * Put a status into words.
 * @param {Status} status
 * @returns {string}
 */
export function words(status) {
    const { state, way, version, backends, hosted } = status;
    if (state === 'connected') {
        const drawnBy = [...new Set(backends)].join(', ') || '–';
        return say('Connected {way}: rp-composer {version}, drawn by {backends}', { way: say(WAYS[way]), version, backends: drawnBy });
    }
    if (state === 'nobody' && hosted && !hosted.obstacle) {
        return say(hosted.may ? 'The picture server is not running.' : 'The picture server is not running. An administrator of this SillyTavern can start it.');
    }
    return say(STATES[state]);
}

/**
 * @param {Status} status
 * @param {Connection} connection
 * @returns {HTMLElement[]}
 */
function parts(status, connection) {
    const line = element('span', '', words(status));
    line.dataset.state = status.state;
    if (BUSY.has(status.state)) {
        return [line];
    }
    const again = button('Connect again', () => void acted(() => connection.connect(true)));
    return [line, ...failure(status), ...command(status), ...switches(status, connection), again];
}

/**
 * What went wrong when the server was to be started or stopped.
 * @param {Status} status
 */
function failure({ hosted }) {
    if (!hosted?.problem) {
        return [];
    }
    const all = [element('span', 'rp_error', say('That did not work: {problem}', { problem: hosted.problem }))];
    return hosted.lines.length ? [...all, element('pre', 'rp_output', hosted.lines.join('\n'))] : all;
}

/**
 * What to type on the server's machine.
 * @param {Status} status
 */
function command({ command: typed }) {
    return typed ? [element('code', '', typed), button('Copy', () => void acted(() => copyAndTell(typed)))] : [];
}

/**
 * @param {Status} status
 * @param {Connection} connection
 */
function switches({ state, hosted }, connection) {
    if (!hosted?.may) {
        return [];
    }
    if (state === 'nobody' && !hosted.obstacle) {
        return [button('Start the picture server', () => void acted(() => connection.start()))];
    }
    return hosted.own ? [button('Stop the picture server', () => void acted(() => connection.stop()))] : [];
}
