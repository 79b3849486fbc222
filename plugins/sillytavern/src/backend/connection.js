// @ts-check
/** Which way leads to the server: tried in order, remembered, and looked for again when it ends. */
import { Refused, Unreachable } from './transport.js';

/** @typedef {import('./transport.js').Transport} Transport */
/** @typedef {import('./plugin.js').Hosted} Hosted */

/**
 * @typedef {object} Status What the panel shows of the connection.
 * @property {'looking'|'starting'|'stopping'|'connected'|'nobody'|'token'} state
 * @property {'plugin'|'direct'|'relay'|''} way
 * @property {string} version of the server
 * @property {string} profile its own
 * @property {string[]} backends who draws for that profile
 * @property {string} command what to type on the server's machine, "" when nothing is to be typed
 * @property {Hosted|null} hosted what SillyTavern's server plugin says of it, null where there is none
 */

/** @type {Status} */
const LOOKING = { state: 'looking', way: '', version: '', profile: '', backends: [], command: '', hosted: null };
/** How long a way may take to answer at first. */
const PATIENCE = 6000;
/** What makes another picture each time it is asked for, unless it has a key. */
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
     * @param {(everywhere: boolean) => Transport[]} ways those that can be tried now, the best first; `everywhere` where
     *     the user wants it looked for in places where it has not been before
     * @param {{hosted: Hosted|null, start: () => Promise<void>, stop: () => Promise<void>}|null} [host] who may start and stop the server
     */
    constructor(ways, host = null) {
        this.ways = ways;
        this.host = host;
    }

    /**
     * Be told of every change.
     * @param {(status: Status) => unknown} listener
     * @param {AbortSignal} [until] ends it
     */
    follow(listener, until) {
        this.#listeners.add(listener);
        until?.addEventListener('abort', () => this.#listeners.delete(listener));
        listener(this.status);
    }

    /**
     * Look for the server anew, as after a change of its address.
     * @param {boolean} [everywhere]
     * @returns {Promise<Status>}
     */
    async connect(everywhere = false) {
        this.#transport = null;
        this.#looking = null;
        await this.#found(everywhere).catch(() => undefined);
        return this.status;
    }

    /** Have the server started where SillyTavern runs, and connect to it. */
    async start() {
        this.#tell({ ...LOOKING, state: 'starting' });
        await this.host?.start();
        return this.connect();
    }

    /** Have the server stopped that was started there. */
    async stop() {
        this.#tell({ ...LOOKING, state: 'stopping' });
        await this.host?.stop();
        return this.connect();
    }

    /**
     * Ask the server.
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {string} [key] with which it is the same request, should it come twice
     * @returns {Promise<any>} the body of its answer
     * @throws {Unreachable|Refused}
     */
    async ask(method, path, body, key) {
        const answer = await this.#over(transport => transport.request(method, path, body, key), Boolean(key) || !COSTLY.test(path));
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
     * Hear events as they happen, where the way has that; whoever wants to know more afterwards asks.
     * @param {string} path
     * @param {(data: any) => unknown} tell
     * @param {AbortSignal} signal
     */
    async stream(path, tell, signal) {
        await (await this.#found()).stream?.(path, tell, signal);
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

    /**
     * @param {boolean} [everywhere]
     * @returns {Promise<Transport>}
     */
    #found(everywhere = false) {
        if (this.#transport) {
            return Promise.resolve(this.#transport);
        }
        this.#looking ??= this.#look(everywhere).finally(() => {
            this.#looking = null;
        });
        return this.#looking;
    }

    /** @param {boolean} everywhere */
    async #look(everywhere) {
        this.#tell({ ...LOOKING });
        let locked = false;
        for (const way of this.ways(everywhere)) {
            const answer = await within(PATIENCE, way.health?.() ?? way.request('GET', '/api/health')).catch(() => null);
            if (answer?.status === 200 && answer.body?.version) {
                this.#transport = way;
                this.#tell({ ...connected(way, answer.body), hosted: this.host?.hosted ?? null });
                return way;
            }
            locked ||= answer?.status === 401;
        }
        const hosted = this.host?.hosted ?? null;
        const command = locked || (hosted && !hosted.obstacle) ? '' : 'rp-composer serve';
        this.#tell({ ...LOOKING, state: locked ? 'token' : 'nobody', command, hosted });
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
    return { ...LOOKING, state: 'connected', way: way.way, version, profile, backends };
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
