// @ts-check
/** What every way to the server has in common: one shape of asking, and of what goes wrong. */

/** Where the server listens unless its user says otherwise. */
export const USUAL_ADDRESS = 'http://127.0.0.1:8765';

/**
 * @typedef {object} Answer
 * @property {number} status of HTTP
 * @property {any} body
 *
 * @typedef {object} Transport
 * @property {'plugin'|'direct'|'relay'} way
 * @property {(method: string, path: string, body?: unknown, key?: string) => Promise<Answer>} request with the same key it is
 *     the same request, should it come twice
 * @property {(path: string) => Promise<{base64: string, mediaType: string}>} picture
 * @property {() => Promise<Answer>} [health] what the server says of itself, where that is asked in a way of its own
 * @property {(path: string, tell: (data: any) => unknown, signal: AbortSignal) => Promise<void>} [stream] events as they happen
 */

/** Nobody answered: the server is not there, or may not be asked from here. */
export class Unreachable extends Error {}

/** The server answered that it cannot do what was asked. */
export class Refused extends Error {
    /**
     * @param {number} status of HTTP
     * @param {{code?: string, message?: string, field?: string, details?: any}} error of the server
     */
    constructor(status, error) {
        super(error.message || `HTTP ${status}`);
        this.status = status;
        this.code = error.code ?? '';
        this.field = error.field ?? '';
        this.details = error.details;
    }
}

/**
 * Return why a picture did not come, though the server answered.
 * @param {number} status of HTTP
 */
export function noPicture(status) {
    return new Refused(status, { code: status === 404 ? 'picture_lost' : '', message: `the picture is not there (${status})` });
}

/**
 * Return the address that a user has written, without what does not belong to it.
 * @param {string} written "" for the usual one
 * @returns {string}
 */
export function addressOf(written) {
    const text = written.trim().replace(/\/+$/, '') || USUAL_ADDRESS;
    return /^https?:\/\//i.test(text) ? text : `http://${text}`;
}

/**
 * Return a text so that it may stand in a query, letters and digits alone.
 * @param {string} text
 * @returns {string}
 */
export function escaped(text) {
    return encodeURIComponent(text).replace(/[.!~*'()]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
