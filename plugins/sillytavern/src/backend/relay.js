// @ts-check
/**
 * The server asked through SillyTavern's own: its route for pictures passes a body on and the answer back, so that it
 * works from a phone and from every origin, with nothing to configure.
 */
import { Unreachable, noPicture } from './transport.js';

/** @typedef {import('./transport.js').Transport} Transport */

const KEY = 'rp_composer';

/**
 * @param {string} address of the server, as SillyTavern's server sees it
 * @param {string} token "" for none
 * @param {() => Record<string, string>} headers SillyTavern's own, with its token against forgery
 * @returns {Transport}
 */
export function relay(address, token, headers) {
    /** @type {Transport['request']} */
    async function request(method, path, body, key) {
        const inside = { method, path, body: body ?? null, ...(key ? { key } : {}) };
        const envelope = { url: address, auth: token ? `rp-composer:${token}` : '', [KEY]: inside };
        let answer;
        try {
            answer = await fetch('/api/sd/generate', { method: 'POST', headers: headers(), body: JSON.stringify(envelope) });
        } catch (error) {
            throw new Unreachable(String(error));
        }
        const inner = answer.ok ? (await answer.json().catch(() => null))?.[KEY] : undefined;
        if (!inner) {
            throw new Unreachable(`SillyTavern's server answers ${answer.status}`);
        }
        return inner;
    }

    return {
        way: 'relay',
        request,
        async picture(path) {
            const { status, body } = await request('GET', path);
            if (status !== 200 || !body?.base64) {
                throw noPicture(status);
            }
            return { base64: body.base64, mediaType: body.media_type };
        },
    };
}
