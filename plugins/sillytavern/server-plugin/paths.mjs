// @ts-check
/** Which requests of a page are passed on: those to the server's own routes, and nothing that pretends to be one. */

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);
const OPEN = /^\/(?:api|pictures)\//;
/** What a path may not hold: it would mean another one to somebody on the way. */
const ODD = /\/\/|\\|[^\x21-\x7e]|%(?:2f|5c|2e|25|00)|(?:^|\/)\.{1,2}(?:\/|$)/i;
/** Sites of which a browser says that the request comes from there. */
const FOREIGN = new Set(['cross-site', 'same-site']);

/**
 * Return why a request is not passed on, "" when it is.
 * @param {string} method
 * @param {string} url path and query, as sent
 * @returns {string}
 */
export function problemOf(method, url) {
    const path = url.split('?', 1)[0];
    if (!METHODS.has(method)) {
        return 'this method is not passed on';
    }
    if (ODD.test(path) || !OPEN.test(path) || /[^\x21-\x7e]/.test(url)) {
        return 'only /api/ and /pictures/ of rp-composer are passed on';
    }
    return '';
}

/**
 * Say whether a page of another site asks. SillyTavern's token guards what changes something; this guards reading, too.
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
export function isForeign(headers) {
    return FOREIGN.has(String(headers['sec-fetch-site'] ?? ''));
}
