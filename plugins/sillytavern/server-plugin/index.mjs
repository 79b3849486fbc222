// @ts-check
/**
 * rp-composer's routes in SillyTavern's own server: the page asks them on SillyTavern's origin, under its token against
 * forgery, and an administrator starts and stops rp-composer with them.
 */
import { Backend } from './backend.mjs';
import { readConfig } from './config.mjs';
import { answer, forward, healthOf, refuse, tokenOf } from './forwarding.mjs';
import { isForeign } from './paths.mjs';

export const info = {
    id: 'rp-composer',
    name: 'rp-composer',
    description: 'Leads to rp-composer, which draws pictures for the chat, and starts and stops it.',
};

/** How long SillyTavern's own end may wait for that of rp-composer, in milliseconds. */
const LAST = 4_000;
/** @type {Backend|null} */
let backend = null;
const kill = () => backend?.kill();

/** The terminal was closed: rp-composer, in a group of its own, hears of that from here alone. */
function hangUp() {
    kill();
    process.kill(process.pid, 'SIGHUP');
}

/**
 * Add the routes; SillyTavern calls this at its start.
 * @param {any} router of Express, at /api/plugins/rp-composer
 * @param {URL} [place] of the configuration
 */
export async function init(router, place = new URL('config.json', import.meta.url)) {
    let config;
    try {
        config = readConfig(place);
    } catch (error) {
        const problem = /** @type {Error} */ (error).message;
        console.warn(`[rp-composer] ${problem}`);
        router.get('/status', (/** @type {any} */ request, /** @type {any} */ response) => answer(response, 200, {
            health: null, own: false, may: isAdministrator(request), obstacle: problem, problem: '', lines: [],
        }));
        return;
    }
    const running = new Backend(config);
    backend = running;
    addRoutes(router, config, running);
    process.once('exit', kill);
    process.once('SIGHUP', hangUp);
    if (config.autostart) {
        void running.start().then(({ problem }) => problem && console.warn(`[rp-composer] not started: ${problem}`));
    }
}

/** End what was started; SillyTavern calls this at its own end. */
export async function exit() {
    process.removeListener('exit', kill);
    process.removeListener('SIGHUP', hangUp);
    if (backend?.isOwn) {
        await backend.stop(LAST);
    }
    backend = null;
}

/**
 * @param {any} router
 * @param {import('./config.mjs').Config} config
 * @param {Backend} running
 */
function addRoutes(router, config, running) {
    /**
     * @param {any} request
     * @param {any} response
     * @param {import('./backend.mjs').Outcome} outcome
     */
    const tell = async (request, response, outcome = { problem: '', lines: [] }) => answer(response, 200, {
        health: await healthOf(config, tokenOf(request)), own: running.isOwn, may: isAdministrator(request), obstacle: running.obstacle, ...outcome,
    });
    /** @param {() => Promise<import('./backend.mjs').Outcome>} work */
    const forAdministrators = work => async (/** @type {any} */ request, /** @type {any} */ response) => (
        isAdministrator(request) ? tell(request, response, await work()) : refuse(response, 'only an administrator may do this')
    );
    router.use((/** @type {any} */ request, /** @type {any} */ response, /** @type {() => void} */ next) => (
        isForeign(request.headers) ? refuse(response, 'a page of another site may not ask') : next()
    ));
    router.get('/status', (/** @type {any} */ request, /** @type {any} */ response) => tell(request, response));
    router.post('/start', forAdministrators(() => running.start()));
    router.post('/stop', forAdministrators(() => running.stop()));
    router.use('/backend', (/** @type {any} */ request, /** @type {any} */ response) => forward(config, request, response));
}

/** @param {any} request with the user that SillyTavern knows; without accounts that is an administrator */
function isAdministrator(request) {
    return request.user?.profile?.admin === true;
}
