// @ts-check
/**
 * The server asked through our plugin in SillyTavern's own: on SillyTavern's origin and under its token, with pictures as
 * bytes and progress as it happens. The plugin can also start and stop the server.
 */
import { eventsOf } from './event_stream.js';
import { Unreachable, noPicture } from './transport.js';
import { base64Of } from '../tavern/avatars.js';

const ROOT = '/api/plugins/rp-composer';
/** Says of an answer that the plugin gave it, `here` by itself, `passed` from the server. */
const OURS = 'x-rp-composer';
/** How many jobs are followed by events at once: a browser keeps few connections to one origin, and SillyTavern needs some. */
const STREAMS = 2;

/**
 * @typedef {object} Hosted What the plugin says of the server and of itself.
 * @property {{status: number, body: any}|null} health what the server says, null when it does not answer
 * @property {boolean} own whether the plugin has started it
 * @property {boolean} may whether this user may start and stop it
 * @property {string} obstacle why the plugin cannot start it, "" when it can
 * @property {string} problem why the last start or stop failed, "" when it did not
 * @property {string[]} lines what the server printed last then
 */

export class Plugin {
    /** @type {'plugin'} */
    way = 'plugin';
    /** @type {Hosted|null} null where there is no plugin */
    hosted = null;
    /** @type {Pick<Hosted, 'problem'|'lines'>} */
    #outcome = { problem: '', lines: [] };
    #streams = 0;

    /**
     * @param {() => Record<string, string>} headers SillyTavern's own, with its token against forgery
     * @param {() => string} token what the server asks for, "" for none
     * @param {(there: boolean) => unknown} learn told whether there is a plugin, once that is known
     */
    constructor(headers, token, learn) {
        this.headers = headers;
        this.token = token;
        this.learn = learn;
    }

    /** Ask the plugin of the server: one request says whether there are both. */
    async health() {
        const answer = await this.#fetch('GET', '/status');
        if (answer.headers.get(OURS) !== 'here') {
            this.hosted = null;
            if (answer.status === 404) {
                this.learn(false);
            }
            throw new Unreachable('SillyTavern has no plugin of rp-composer');
        }
        this.hosted = { ...await answer.json(), ...this.#outcome };
        this.learn(true);
        if (!this.hosted?.health) {
            throw new Unreachable('the server does not answer the plugin');
        }
        return this.hosted.health;
    }

    /**
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {string} [key]
     */
    async request(method, path, body, key) {
        const answer = await this.#passed(method, path, body, undefined, key);
        return { status: answer.status, body: await answer.json().catch(() => null) };
    }

    /** @param {string} path */
    async picture(path) {
        const answer = await this.#passed('GET', path);
        if (!answer.ok) {
            throw noPicture(answer.status);
        }
        const blob = await answer.blob();
        return { base64: await base64Of(blob), mediaType: blob.type };
    }

    /**
     * Hear events as they happen.
     * @param {string} path
     * @param {(data: any) => unknown} tell
     * @param {AbortSignal} signal
     */
    async stream(path, tell, signal) {
        if (this.#streams >= STREAMS) {
            return;
        }
        this.#streams += 1;
        try {
            const answer = await this.#passed('GET', path, undefined, signal);
            if (answer.ok && answer.body) {
                for await (const data of eventsOf(answer.body)) {
                    tell(JSON.parse(data));
                }
            }
        } finally {
            this.#streams -= 1;
        }
    }

    /** Start the server. */
    start() {
        return this.#have('/start');
    }

    /** Stop the server that the plugin has started. */
    stop() {
        return this.#have('/stop');
    }

    /** @param {string} route */
    async #have(route) {
        this.#outcome = { problem: '', lines: [] };
        try {
            const { problem, lines } = await (await this.#fetch('POST', route)).json();
            this.#outcome = { problem, lines };
        } catch (error) {
            this.#outcome = { problem: String(/** @type {Error} */ (error).message), lines: [] };
        }
    }

    /**
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {AbortSignal} [signal]
     * @param {string} [key]
     */
    async #passed(method, path, body, signal, key) {
        const answer = await this.#fetch(method, `/backend${path}`, body, signal, key);
        if (answer.headers.get(OURS) !== 'passed') {
            throw new Unreachable(`SillyTavern's server answers ${answer.status}`);
        }
        return answer;
    }

    /**
     * @param {string} method
     * @param {string} route
     * @param {unknown} [body]
     * @param {AbortSignal} [signal]
     * @param {string} [key]
     */
    async #fetch(method, route, body, signal, key) {
        const token = this.token();
        const own = { ...(token ? { 'X-RP-Composer-Token': token } : {}), ...(key ? { 'Idempotency-Key': key } : {}) };
        const headers = { ...this.headers(), ...own };
        try {
            return await fetch(ROOT + route, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
        } catch (error) {
            throw new Unreachable(String(error));
        }
    }
}
