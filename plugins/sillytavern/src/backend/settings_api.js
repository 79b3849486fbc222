// @ts-check
/** The server's routes for what counts for all messages: profiles, keys, models, styles, spending and the log. */
import { escaped } from './transport.js';

/**
 * @typedef {object} ProfileEntry
 * @property {string} name
 * @property {'built-in'|'user'|'started with'} origin
 * @property {boolean} active it counts where nobody names one
 * @property {string} problem why it cannot be used, "" when it can
 *
 * @typedef {object} ProfileAnswer
 * @property {string} name
 * @property {Record<string, any>} written what its own file says
 * @property {Record<string, any>} settings what counts in the end
 * @property {boolean} [key_missing] whoever draws wants a key, and the server has none
 *
 * @typedef {{name: string, endpoint: string, paid: boolean}} BackendEntry
 * @typedef {{backend: string, status: string, reason: string, refreshed: string, models: string[]}} BackendModels
 * @typedef {{name: string, label: string, words: string}} Style
 * @typedef {{backend: string, origin: string, place: string}} StoredKey
 * @typedef {{pictures: number, usd: number, unpriced: number}} Spent
 * @typedef {{time: string, level: string, logger: string, message: string}} LogRecord
 */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} backend
 * @property {string} label
 * @property {boolean} default
 * @property {string[]} aliases
 * @property {string[]} patterns `*` for any characters
 * @property {string[]} qualities
 * @property {string[]} resolutions
 * @property {string[]} sizes
 * @property {string[]} aspect_ratios
 * @property {number} references how many reference pictures it takes
 * @property {{usd: number, quality: string, size: string, resolution: string}[]} prices
 */

/**
 * Return the routes as functions.
 * @param {import('./api.js').Asks} server
 */
export function settingsApiOf(server) {
    const get = (/** @type {string} */ path) => server.ask('GET', path);
    return {
        /** @returns {Promise<ProfileEntry[]>} */
        profiles: async () => (await get('/api/profiles')).profiles,
        /**
         * @param {string} name
         * @returns {Promise<ProfileAnswer>}
         */
        profile: name => get(`/api/profiles/${escaped(name)}`),
        /**
         * Write a profile whole.
         * @param {string} name
         * @param {Record<string, any>} written
         * @returns {Promise<ProfileAnswer>}
         */
        write: (name, written) => server.ask('PUT', `/api/profiles/${escaped(name)}`, written),
        /** @param {string} name */
        remove: name => server.ask('DELETE', `/api/profiles/${escaped(name)}`),
        /** @returns {Promise<BackendEntry[]>} */
        backends: async () => (await get('/api/backends')).backends,
        /**
         * List models; with a profile its backends are asked anew.
         * @param {string} [profile]
         * @returns {Promise<{models: Model[], backends: BackendModels[]}>}
         */
        models: profile => get(`/api/models${profile ? `?profile=${escaped(profile)}` : ''}`),
        /**
         * @param {string} profile "" for the server's own
         * @returns {Promise<Style[]>}
         */
        styles: async profile => (await get(`/api/styles${profile ? `?profile=${escaped(profile)}` : ''}`)).styles,
        /** @returns {Promise<StoredKey[]>} */
        keys: async () => (await get('/api/keys')).keys,
        /**
         * Hand a key to the server; it is never given out again.
         * @param {string} backend
         * @param {string} key
         * @param {string} endpoint "" for the service's own
         */
        keep: (backend, key, endpoint) => server.ask('PUT', `/api/keys/${escaped(backend)}`, { key, endpoint }),
        /**
         * Forget the key for one address; those for others stay.
         * @param {string} backend
         * @param {string} endpoint
         */
        forget: (backend, endpoint) => server.ask('DELETE', `/api/keys/${escaped(backend)}?endpoint=${escaped(endpoint)}`),
        /** @returns {Promise<{today: Spent, month: Spent, by_model: (Spent & {backend: string, model: string})[], limits: Record<string, number|null>}>} */
        spending: () => get('/api/spending'),
        /**
         * @param {number} count
         * @returns {Promise<LogRecord[]>}
         */
        logs: async count => (await get(`/api/logs?count=${count}`)).records,
    };
}
