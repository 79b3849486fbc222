// @ts-check
/** What the panel says of the connection: which way, which version, who draws, or what to do next. */
import { escaped } from '../backend/transport.js';
import { copyAndTell } from '../page/copying.js';
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { guarded, on } from '../tavern/events.js';
import { profileName } from '../tavern/stored.js';

/** @typedef {import('../backend/connection.js').Connection} Connection */
/** @typedef {import('../backend/connection.js').Status} Status */

const WAYS = { plugin: 'through the server plugin', direct: 'directly', relay: 'through SillyTavern', '': '' };
const STATES = {
    looking: 'Looking for the picture server…',
    starting: 'Starting the picture server…',
    stopping: 'Stopping the picture server; pictures in work are finished first…',
    token: 'The picture server asks for its token; it goes into “Server and language” below.',
    nobody: 'No picture server answers. Start it on the computer with SillyTavern:',
};
const ICONS = /** @type {Record<string, string>} */ ({ connected: 'fa-circle-check', token: 'fa-key', nobody: 'fa-plug-circle-xmark' });
const BUSY = new Set(['looking', 'starting', 'stopping']);

/**
 * Return the element that shows the connection, and keeps showing it; whoever comes back to the page, as from the window
 * where the server was started, need not press anything.
 * @param {import('./panel.js').Shown} app
 * @returns {HTMLElement}
 */
export function showConnection({ connection, serveOpen, until }) {
    const place = element('div', 'rp_connection');
    place.setAttribute('role', 'status');
    const show = (/** @type {Status} */ status) => (BUSY.has(status.state) && place.childElementCount > 1 ? rest(place, status) : place.replaceChildren(...parts(status, connection)));
    const look = async () => {
        const { status } = connection;
        show(status);
        const name = status.state === 'connected' ? profileName() : '';
        const backends = name && name !== status.profile ? await backendsOf(connection, name) : null;
        if (backends && connection.status === status && name === profileName()) {
            show({ ...status, backends });
        }
    };
    connection.follow(() => void guarded(look), until);
    on(['CHAT_CHANGED'], look, until);
    addEventListener('focus', () => void (connection.status.state === 'nobody' && guarded(async () => {
        if ((await connection.connect()).state === 'connected') {
            await serveOpen();
        }
    })), { signal: until });
    return place;
}

/**
 * Return who draws for a profile that is not the server's own.
 * @param {Connection} connection
 * @param {string} profile
 * @returns {Promise<string[]>}
 */
async function backendsOf(connection, profile) {
    return (await connection.ask('GET', `/api/health?profile=${escaped(profile)}`)).backends;
}

/**
 * Show that something is being done: what can be pressed stays where it is, so that nothing jumps, and waits.
 * @param {HTMLElement} place
 * @param {Status} status
 */
function rest(place, status) {
    const [line, ...others] = /** @type {HTMLElement[]} */ ([...place.children]);
    line.replaceWith(lineOf(status));
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

/** @param {Status} status */
function lineOf(status) {
    const icon = element('i', `fa-solid ${ICONS[status.state] ?? 'fa-hourglass-half'}`);
    icon.setAttribute('aria-hidden', 'true');
    const line = element('span', 'rp_state', icon, words(status));
    line.dataset.state = status.state;
    return line;
}

/**
 * @param {Status} status
 * @param {Connection} connection
 * @returns {HTMLElement[]}
 */
function parts(status, connection) {
    const line = lineOf(status);
    if (BUSY.has(status.state)) {
        return [line];
    }
    const again = textButton('Connect again', () => connection.connect(true));
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
    return typed ? [toCopy(typed), ...installing()] : [];
}

/** @param {string} typed */
function toCopy(typed) {
    return element('div', 'rp_command', element('code', '', typed), textButton('Copy', () => copyAndTell(typed)));
}

/** @returns {HTMLElement[]} how to install it, where the whole project lies among the extensions: by its address it comes so */
function installing() {
    const folder = projectIn(import.meta.url);
    return folder ? [element('span', '', say("Not installed yet? Once before, in SillyTavern's folder:")), toCopy(`python -m pip install ./${folder}`)] : [];
}

/**
 * Return the folder of the project as SillyTavern usually has it, "" where only the extension is there.
 * @param {string} address of this module
 */
export function projectIn(address) {
    const found = /\/scripts\/extensions\/third-party\/([\w.-]+)\/plugins\/sillytavern\//.exec(address);
    return found ? `data/default-user/extensions/${found[1]}` : '';
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
        return [textButton('Start the picture server', () => connection.start())];
    }
    return hosted.own ? [textButton('Stop the picture server', () => connection.stop())] : [];
}
