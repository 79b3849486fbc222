// @ts-check
/** Passes a request on to rp-composer's server and its answer back, as it comes; nothing of it is kept or logged. */
import http from 'node:http';
import https from 'node:https';
import { problemOf } from './paths.mjs';

/** Where a page may say the server's token; a header, so that it stands in no address and no log. */
const TOKEN = 'x-rp-composer-token';
/** What of a request matters to the server: SillyTavern's cookies, tokens and addresses do not. */
const SENT = ['accept', 'accept-language', 'idempotency-key', 'if-none-match', 'last-event-id', 'range'];
/** What of an answer matters to the page: never a cookie, nor who else may read it. */
const RETURNED = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag', 'retry-after'];
/** Says of an answer that it is the plugin's own; "away" when the server did not answer. */
export const OURS = 'x-rp-composer';
/** On SillyTavern's origin nothing of ours may be shown as a page, or be packed before it is whole. */
const ALWAYS = {
    'cache-control': 'no-store, no-transform',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
};

/**
 * @typedef {import('node:http').IncomingMessage & {body?: unknown}} Request as SillyTavern's Express hands it over
 * @typedef {import('node:http').ServerResponse} Response
 */

/**
 * Pass a request on.
 * @param {import('./config.mjs').Config} config
 * @param {Request} request its `url` being path and query on the server
 * @param {Response} response
 */
export function forward(config, request, response) {
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    const problem = problemOf(method, url);
    if (problem) {
        return refuse(response, problem);
    }
    const body = bodyOf(request);
    const described = body ? { 'content-type': 'application/json', 'content-length': body.length } : {};
    // A connection of its own for each: one that is kept may have ended just when it is used again.
    const how = { method, headers: { ...headersOf(config, request), ...described }, agent: false };
    const upstream = clientOf(config).request(targetOf(config.address, url), how);
    response.on('close', () => upstream.destroy());
    upstream.on('error', () => fail(response));
    upstream.on('response', reply => give(reply, response));
    upstream.end(body);
}

/**
 * Ask the server what it says of itself.
 * @param {import('./config.mjs').Config} config
 * @param {string} token of the page, "" for none
 * @param {number} patience in milliseconds
 * @returns {Promise<{status: number, body: any}|null>} null when nobody answers
 */
export function healthOf(config, token = '', patience = 4000) {
    return new Promise(resolve => {
        const headers = authorization(config.token || token);
        const asked = clientOf(config).get(targetOf(config.address, '/api/health'), { headers, timeout: patience, agent: false });
        asked.on('timeout', () => asked.destroy());
        asked.on('error', () => resolve(null));
        asked.on('response', async reply => {
            try {
                let text = '';
                for await (const piece of reply.setEncoding('utf8')) {
                    text += piece;
                }
                resolve({ status: reply.statusCode ?? 0, body: JSON.parse(text) });
            } catch {
                resolve(null);
            }
        });
    });
}

/**
 * Return the token that a page hands over, "" for none.
 * @param {Request} request
 */
export function tokenOf(request) {
    const given = request.headers[TOKEN];
    return typeof given === 'string' ? given : '';
}

/**
 * Answer with JSON.
 * @param {Response} response
 * @param {number} status
 * @param {unknown} body
 * @param {string} ours
 */
export function answer(response, status, body, ours = 'here') {
    response.writeHead(status, { ...ALWAYS, 'content-type': 'application/json; charset=utf-8', [OURS]: ours });
    response.end(JSON.stringify(body));
}

/**
 * Say no.
 * @param {Response} response
 * @param {string} message
 */
export function refuse(response, message) {
    answer(response, 403, { error: { code: 'not_allowed', message } });
}

/** @param {import('./config.mjs').Config} config */
function clientOf({ address }) {
    return address.protocol === 'https:' ? https : http;
}

/**
 * Return where a request goes: whatever the page asks for, it stays with the one server.
 * @param {URL} address
 * @param {string} url
 */
function targetOf(address, url) {
    return new URL(address.origin + address.pathname.replace(/\/+$/, '') + url);
}

/**
 * @param {import('./config.mjs').Config} config
 * @param {Request} request
 */
function headersOf(config, request) {
    const sent = Object.fromEntries(SENT.filter(name => name in request.headers).map(name => [name, request.headers[name]]));
    return { ...sent, 'accept-encoding': 'identity', ...authorization(config.token || tokenOf(request)) };
}

/** @param {string} token */
function authorization(token) {
    return token && !/[^\x21-\x7e]/.test(token) ? { authorization: `Bearer ${token}` } : {};
}

/**
 * Return the body that SillyTavern has read already, as the JSON it was, null for none.
 * @param {Request} request
 */
function bodyOf({ method, headers, body }) {
    const sent = Number(headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in headers;
    return sent && method !== 'GET' && method !== 'HEAD' ? Buffer.from(JSON.stringify(body ?? {})) : null;
}

/**
 * Pass an answer back as it comes; where one side ends too early, the other one hears of it.
 * @param {import('node:http').IncomingMessage} reply
 * @param {Response} response
 */
function give(reply, response) {
    const known = RETURNED.filter(name => name in reply.headers).map(name => [name, reply.headers[name]]);
    response.writeHead(reply.statusCode ?? 502, { ...Object.fromEntries(known), ...ALWAYS, [OURS]: 'passed' });
    response.flushHeaders();
    reply.on('error', () => response.destroy());
    reply.on('aborted', () => response.destroy());
    reply.pipe(response);
}

/** @param {Response} response */
function fail(response) {
    if (response.headersSent) {
        response.destroy();
    } else if (!response.destroyed) {
        answer(response, 502, { error: { code: 'unreachable', message: 'rp-composer does not answer' } }, 'away');
    }
}
