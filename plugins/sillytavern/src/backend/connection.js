// @ts-check
/** Which way leads to the server: tried in order, remembered, and looked for again when it ends. */
import { Refused, Unreachable } from './transport.js';

/** @typedef {import('./transport.js').Transport} Transport */

/**
 * @typedef {object} Status What the panel shows of the connection.
 * @property {'looking'|'connected'|'nobody'|'token'} state
 * @property {'plugin'|'direct'|'relay'|''} way
 * @property {string} version of the server
 * @property {string} profile its own
 * @property {string[]} backends who draws for that profile
 * @property {string} command what to type on the server's machine, "" when nothing is to be done
 */

/** @type {Status} */
const LOOKING = { state: 'looking', way: '', version: '', profile: '', backends: [], command: '' };
/** How long a way may take to answer at first. */
const PATIENCE = 6000;
/** What makes another picture each time it is asked for. */
const COSTLY = /\/(?:retry|reroll|redraw)$/;

export class Connection {
    /** @type {Transport|null} */
    #transport = null;
    /** @type {Promise<Transport>|null} */
    #looking = null;
    /** @type {Set<(status: Status) => unknown>} */
    #listeners = new Set();
    /** @type {Status} */
    status = LOOKING;

    /**
     * @param {() => Transport[]} ways those that can be tried now, the best first
     */
    constructor(ways) {
        this.ways = ways;
    }

    /**
     * Be told of every change.
     * @param {(status: Status) => unknown} listener
     */
    follow(listener) {
        this.#listeners.add(listener);
        listener(this.status);
    }

    /**
     * Look for the server anew, as after a change of its address.
     * @returns {Promise<Status>}
     */
    async connect() {
        this.#transport = null;
        this.#looking = null;
        await this.#found().catch(() => undefined);
        return this.status;
    }

    /**
     * Ask the server.
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @returns {Promise<any>} the body of its answer
     * @throws {Unreachable|Refused}
     */
    async ask(method, path, body) {
        const answer = await this.#over(transport => transport.request(method, path, body), !COSTLY.test(path));
        if (answer.status >= 400) {
            throw new Refused(answer.status, answer.body?.error ?? {});
        }
        return answer.body;
    }

    /**
     * Fetch a picture.
     * @param {string} path on the server
     */
    picture(path) {
        return this.#over(transport => transport.picture(path), true);
    }

    /**
     * Do something over the way that is known; one that has ended is forgotten, and another one is looked for once.
     * @template T
     * @param {(transport: Transport) => Promise<T>} work
     * @param {boolean} harmless whether it may be done twice, should only the answer have been lost
     * @returns {Promise<T>}
     */
    async #over(work, harmless) {
        const known = this.#transport;
        try {
            return await work(await this.#found());
        } catch (error) {
            if (!(error instanceof Unreachable)) {
                throw error;
            }
            this.#transport = null;
            if (!known || !harmless) {
                throw error;
            }
            return await work(await this.#found());
        }
    }

    /** @returns {Promise<Transport>} */
    #found() {
        if (this.#transport) {
            return Promise.resolve(this.#transport);
        }
        this.#looking ??= this.#look().finally(() => {
            this.#looking = null;
        });
        return this.#looking;
    }

    async #look() {
        this.#tell({ ...LOOKING });
        let locked = false;
        for (const way of this.ways()) {
            const answer = await within(PATIENCE, way.request('GET', '/api/health')).catch(() => null);
            if (answer?.status === 200 && answer.body?.version) {
                this.#transport = way;
                this.#tell(connected(way, answer.body));
                return way;
            }
            locked ||= answer?.status === 401;
        }
        this.#tell({ ...LOOKING, state: locked ? 'token' : 'nobody', command: locked ? '' : 'rp-composer serve' });
        throw new Unreachable(locked ? 'the server asks for its token' : 'nobody answers');
    }

    /** @param {Status} status */
    #tell(status) {
        this.status = status;
        this.#listeners.forEach(listener => listener(status));
    }
}

/**
 * @param {Transport} way
 * @param {any} health
 * @returns {Status}
 */
function connected(way, health) {
    const { version, profile = '', backends = [] } = health;
    return { state: 'connected', way: way.way, version, profile, backends, command: '' };
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
function within(milliseconds, work) {
    return Promise.race([
        work,
        new Promise((_, reject) => setTimeout(() => reject(new Unreachable('no answer in time')), milliseconds)),
    ]);
}
