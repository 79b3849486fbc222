// @ts-check
/** The server's routes for messages and their pictures, one function each. */
import { jobPath } from './job_ids.js';
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
 * @property {import('./problems.js').Problem|null} [problem] what went wrong on this side; the server knows better
 * @property {string} [bound] why it cannot be cancelled any more
 */

/**
 * @typedef {Request & {prompt: string, negative_prompt: string, request: Record<string, any>|null, profile: string, kind: string,
 *     backend: string, model: string, seed: number|null, created: string, references: {person: string, asset: string}[]}} Job
 *
 * @typedef {{source: string, start: number, end: number, quote: string}} Evidence Words that something was read from.
 *
 * @typedef {object} Part A range of a prompt and where it comes from.
 * @property {number} start in code points
 * @property {number} end
 * @property {string} slot
 * @property {string} plugin
 * @property {boolean} [negative] of the negative prompt
 * @property {number|null} [person] the place in `people` of the prompt it is a range of, null for the prompt of all
 * @property {Evidence[]} evidence
 *
 * @typedef {{text: string, evidence: Evidence[]}} Said
 * @typedef {{person: string, attribute: string, kept: Said, dropped: Said, why: string}} Conflict
 *
 * @typedef {object} Composed The prompt of a request.
 * @property {[number, number]|null} span in the message, in code points
 * @property {string} status
 * @property {{code: string, message: string}|null} error
 * @property {string} prompt
 * @property {string} negative_prompt
 * @property {{name: string, prompt: string, negative_prompt: string}[]} people
 * @property {Part[]} parts
 * @property {{kind: string, what: string, why: string}[]} changes
 * @property {Conflict[]} conflicts
 * @property {{person: string, role: string}[]} references
 * @property {string} backend
 * @property {string} model
 * @property {Record<string, any>} settings
 * @property {{usd: number|null, note: string}} price
 *
 * @typedef {{source: string, message: number|null, sentence: string, locked: boolean, text: string}} Known
 * @typedef {Known & {said: boolean}} Garment
 * @typedef {Known & {attribute: string}} Look
 * @typedef {{name: string, role: string, file: string, looks: Look[], garments: Garment[], taken_off: {garments: string[]}|null}} Wearer
 * @typedef {{message: number|null, people: Wearer[], state: object}} Wardrobe
 */

/**
 * @typedef {object} Asks
 * @property {(method: string, path: string, body?: unknown, key?: string) => Promise<any>} ask
 * @property {(path: string, tell: (data: any) => unknown, signal: AbortSignal) => Promise<void>} [stream]
 */

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
         * @returns {Promise<Job>}
         */
        job: (id, seconds = 0) => server.ask('GET', jobPath(id, seconds ? `?wait=${seconds}` : '')),
        /**
         * Hear what happens to a job, as it happens; over ways without events nothing is heard.
         * @param {string} id
         * @param {(job: Job) => unknown} tell
         * @param {AbortSignal} signal
         */
        jobEvents: async (id, tell, signal) => server.stream?.(jobPath(id, '/events'), tell, signal),
        /**
         * Draw a job that was held, cancelled or has failed.
         * @param {string} id
         * @returns {Promise<Request>}
         */
        retry: id => server.ask('POST', jobPath(id, '/retry')),
        /**
         * @param {string} id
         * @returns {Promise<Request>}
         */
        cancel: id => server.ask('POST', jobPath(id, '/cancel')),
        /**
         * List the versions of a picture, the first one first.
         * @param {string} id
         * @returns {Promise<Job[]>}
         */
        versions: async id => (await server.ask('GET', jobPath(id, '/versions'))).jobs,
        /**
         * Draw another version of the same prompt.
         * @param {string} id
         * @param {string} key with the same one it is the same version
         * @returns {Promise<Job>}
         */
        reroll: (id, key) => server.ask('POST', jobPath(id, '/reroll'), undefined, key),
        /**
         * Draw another version with these words.
         * @param {string} id
         * @param {{prompt: string, negative_prompt: string, aspect_ratio: string|null, people?: object[]}} words
         * @param {string} key with the same one it is the same version
         * @returns {Promise<Job>}
         */
        redraw: (id, words, key) => server.ask('POST', jobPath(id, '/redraw'), words, key),
        /**
         * Delete a job with its pictures.
         * @param {string} id
         */
        remove: id => server.ask('DELETE', jobPath(id)),
        /**
         * Compose the prompts of a message, and say where each part is from.
         * @param {object} body as `conversation.js` builds it; `request` stands for the message's own
         * @returns {Promise<{requests: Composed[], state: object}>}
         */
        compose: body => server.ask('POST', '/api/compose', body),
        /**
         * Say who looks how and wears what after a message.
         * @param {object} body as `conversation.js` builds it
         * @returns {Promise<Wardrobe>}
         */
        wardrobe: body => server.ask('POST', '/api/wardrobe', body),
    };
}
