// @ts-check
/** What a slot shows: plain words, how far it is, and what can be done. */
import { titleOf } from '../backend/problems.js';
import { priceText } from './automatic.js';
import { isHere } from './standing.js';

/** @typedef {import('../backend/api.js').Request} Request */
/** @typedef {import('../backend/problems.js').Problem} Problem */

/**
 * @typedef {object} View
 * @property {'busy'|'waiting'|'failed'} kind
 * @property {string} title in English, a key for translation
 * @property {string} detail as the server said it, "" for nothing
 * @property {number|null} progress 0 to 1
 * @property {'draw'|'retry'|''} action
 * @property {boolean} cancel whether it can be cancelled
 * @property {string} price
 *
 * @typedef {object} Asked What is known of the requests of a message.
 * @property {'off'|'asking'|'answered'|'failed'} stage
 * @property {Request[]} requests
 * @property {number} [read] how much of a long chat was told to the server, 0 to 1
 * @property {Problem|null} problem why the server was not asked with success
 */

/**
 * Return what a slot shows.
 * @param {Asked|null} asked null before anything was asked
 * @param {number} number of the request
 * @returns {View}
 */
export function viewOf(asked, number) {
    if (!asked || asked.stage === 'asking') {
        const reading = asked?.read === undefined ? null : { ...busy('Reading the long chat…'), progress: asked.read };
        return reading ?? busy(asked ? 'Preparing the picture…' : 'A picture comes here…');
    }
    if (asked.stage === 'off') {
        return waiting('A picture can be drawn here');
    }
    if (asked.problem) {
        return failed(asked.problem.title, asked.problem.detail, 'retry');
    }
    const request = asked.requests[number];
    return request ? ofRequest(request) : failed('The server finds no picture request here', '', 'retry');
}

/**
 * @param {Request} request
 * @returns {View}
 */
function ofRequest(request) {
    const price = priceText(request.price);
    if (request.problem) {
        return { ...failed(request.problem.title, request.problem.detail, 'retry'), price: isHere(request) ? '' : price };
    }
    switch (request.status) {
        case 'queued':
            return { ...busy('Waiting for its turn…'), cancel: true };
        case 'running':
            return { ...busy('Drawing…'), detail: request.bound ?? '', cancel: !request.bound, progress: request.progress ?? null };
        case 'finished':
        case 'done':
            return busy('Fetching the picture…');
        case 'held':
            return { ...waiting('A picture can be drawn here'), price };
        case 'cancelled':
            return { ...waiting('Cancelled'), price };
        case 'unknown':
            return { ...failed('Nobody knows what came of this picture', request.reason, 'retry'), price };
        case 'incomplete':
            return failed('This picture request is cut off', '', '');
        case 'error':
            return failed('This picture request cannot be read', request.reason, '');
        default:
            return { ...failed(titleOf(request.code) || 'The picture could not be drawn', request.reason, 'retry'), price };
    }
}

/**
 * @param {string} title
 * @returns {View}
 */
function busy(title) {
    return { kind: 'busy', title, detail: '', progress: null, action: '', cancel: false, price: '' };
}

/**
 * @param {string} title
 * @returns {View}
 */
function waiting(title) {
    return { ...busy(title), kind: 'waiting', action: 'draw' };
}

/**
 * @param {string} title
 * @param {string} detail
 * @param {'retry'|''} action
 * @returns {View}
 */
function failed(title, detail, action) {
    return { ...busy(title), kind: 'failed', detail, action };
}
