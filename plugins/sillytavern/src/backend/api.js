// @ts-check
/** The server's routes, one function each. */
import { escaped } from './transport.js';

/**
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} url
 * @property {string} media_type
 * @property {number} width
 * @property {number} height
 *
 * @typedef {'queued'|'running'|'finished'|'failed'|'cancelled'|'held'|'unknown'|'done'|'error'|'incomplete'} JobStatus
 *
 * @typedef {object} Request One request of a message, and what becomes of it.
 * @property {string} id of its job; "" for one that cannot be drawn
 * @property {JobStatus} status
 * @property {string} original the request as it stands in the message
 * @property {number} occurrence which of the same texts in the message
 * @property {string|null} replacement what takes its place, {{picture:0}} standing for the path
 * @property {Picture[]} pictures
 * @property {string} reason why it is not finished
 * @property {string} code the reason's stable name
 * @property {{usd: number|null, note: string}|null} [price]
 * @property {number|null} [progress] 0 to 1
 */

/** @typedef {{ask: (method: string, path: string, body?: unknown) => Promise<any>}} Asks */

/**
 * Return the routes as functions.
 * @param {Asks} server
 */
export function apiOf(server) {
    return {
        /**
         * Submit the requests of a message.
         * @param {object} body as `conversation.js` builds it
         * @returns {Promise<{requests: Request[], state: object}>}
         */
        jobs: body => server.ask('POST', '/api/jobs', body),
        /**
         * List the jobs of a chat, without drawing any.
         * @param {string} chat
         * @returns {Promise<(Request & {message: string, swipe: number})[]>}
         */
        jobsOf: async chat => (await server.ask('GET', `/api/jobs?chat=${escaped(chat)}&limit=1000`)).jobs,
        /**
         * Look at a job, or wait for its end.
         * @param {string} id
         * @param {number} [seconds]
         * @returns {Promise<Request>}
         */
        job: (id, seconds = 0) => server.ask('GET', `/api/jobs/${id}${seconds ? `?wait=${seconds}` : ''}`),
        /**
         * Draw a job that was held, cancelled or has failed.
         * @param {string} id
         * @returns {Promise<Request>}
         */
        retry: id => server.ask('POST', `/api/jobs/${id}/retry`),
        /**
         * @param {string} id
         * @returns {Promise<Request>}
         */
        cancel: id => server.ask('POST', `/api/jobs/${id}/cancel`),
        /**
         * Write the prompts of a message's requests, without drawing.
         * @param {object} body as `conversation.js` builds it; `request` stands for the message's own
         * @returns {Promise<{requests: any[], state: object}>}
         */
        compose: body => server.ask('POST', '/api/compose', body),
        /**
         * Say who wears what after a message.
         * @param {object} body as `conversation.js` builds it
         * @returns {Promise<{people: any[], state: object}>}
         */
        wardrobe: body => server.ask('POST', '/api/wardrobe', body),
        /** @returns {Promise<{name: string, origin: string, active: boolean, problem: string}[]>} */
        profiles: async () => (await server.ask('GET', '/api/profiles')).profiles,
        /**
         * @param {string} name
         * @returns {Promise<{name: string, written: Record<string, any>, settings: Record<string, any>}>}
         */
        profile: name => server.ask('GET', `/api/profiles/${escaped(name)}`),
    };
}
