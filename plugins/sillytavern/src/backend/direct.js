// @ts-check
/** The server asked by the page itself: the quickest way, where browser and server are on one machine. */
import { Unreachable, noPicture } from './transport.js';
import { base64Of } from '../tavern/avatars.js';

/** @typedef {import('./transport.js').Transport} Transport */

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/**
 * Say whether a page can reach an address by itself: "this machine" is another one for a phone, and a page that came
 * over https may not ask over http.
 * @param {{protocol: string, hostname: string}} page
 * @param {string} address
 * @returns {boolean}
 */
export function isInReach(page, address) {
    const { protocol, hostname } = new URL(address);
    const local = LOCAL.has(hostname);
    return local ? LOCAL.has(page.hostname) : protocol === 'https:' || page.protocol !== 'https:';
}

/**
 * @param {string} address
 * @param {string} token what a server on another machine asks for, "" for none
 * @returns {Transport}
 */
export function direct(address, token) {
    const credentials = token ? { Authorization: `Bearer ${token}` } : {};

    /**
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     * @param {string} [key]
     */
    async function ask(method, path, body, key) {
        const json = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(key ? { 'Idempotency-Key': key } : {}) };
        try {
            return await fetch(address + path, {
                method,
                headers: /** @type {Record<string, string>} */ ({ ...json, ...credentials }),
                body: body === undefined ? undefined : JSON.stringify(body),
                credentials: 'omit',
            });
        } catch (error) {
            throw new Unreachable(String(error));
        }
    }

    return {
        way: 'direct',
        async request(method, path, body, key) {
            const answer = await ask(method, path, body, key);
            return { status: answer.status, body: await answer.json().catch(() => null) };
        },
        async picture(path) {
            const answer = await ask('GET', path);
            if (!answer.ok) {
                throw noPicture(answer.status);
            }
            const blob = await answer.blob();
            return { base64: await base64Of(blob), mediaType: blob.type };
        },
    };
}
