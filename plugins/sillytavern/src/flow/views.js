// @ts-check
/** What a slot shows: plain words, how far it is, and what can be done. */
import { Refused, Unreachable } from '../backend/transport.js';
import { NotKept } from '../tavern/upload.js';
import { priceText } from './automatic.js';
import { isHere } from './standing.js';

/** @typedef {import('../backend/api.js').Request} Request */

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
 *
 * @typedef {{title: string, detail: string}} Problem
 */

/** What the stable names of reasons mean to somebody who draws no pictures for a living. */
const REASONS = /** @type {Record<string, string>} */ ({
    refused: 'The picture service refused this request',
    disk_full: 'The disk of the picture server is full',
    bad_key: 'The picture service does not accept the key',
    not_permitted: 'The key may not do this',
    no_credit: 'The account at the picture service has no credit',
    rate_limited: 'Too many pictures at once; try again in a moment',
    overloaded: 'The picture service is busy; try again in a moment',
    timed_out: 'The picture service took too long',
    empty_answer: 'The picture service sent no picture',
    over_budget: 'The limit of your profile is reached',
    need_messages: 'The server has lost the thread of this chat',
    too_large: 'This chat is too large to be sent at once',
    incomplete: 'This picture request is cut off',
    not_found: 'The picture server does not know this any more',
    picture_lost: 'The picture server no longer has this picture',
    unsupported: 'The picture service cannot do what is asked',
    bad_request: 'The picture service does not understand this request',
    bad_profile: 'Something in your profile is wrong',
    bad_picture: 'A reference picture cannot be used',
    storage: 'The picture server cannot read or write its files',
    backend_failed: 'The picture service has failed',
    plugin_failed: 'A plugin of the picture server has failed',
    stopping: 'The picture server is stopping; try again in a moment',
});

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
            return failed(REASONS.incomplete, '', '');
        case 'error':
            return failed('This picture request cannot be read', request.reason, '');
        default:
            return { ...failed(REASONS[request.code] ?? 'The picture could not be drawn', request.reason, 'retry'), price };
    }
}

/**
 * Put into words what went wrong.
 * @param {any} error
 * @param {Pick<import('../backend/connection.js').Status, 'state'|'command'>} [status] of the connection
 * @returns {Problem}
 */
export function problemOf(error, { state, command } = { state: 'looking', command: '' }) {
    const detail = String(error?.message ?? error);
    if (error instanceof Unreachable) {
        const canBeStarted = state === 'nobody' && !command;
        const others = state === 'token' ? 'The picture server asks for its token' : 'The picture server does not answer';
        return { title: canBeStarted ? 'The picture server is not running; it can be started in the settings of this extension' : others, detail: command };
    }
    if (error instanceof NotKept) {
        return { title: 'SillyTavern could not keep the picture', detail };
    }
    const known = error instanceof Refused || error?.name === 'Refused';
    return { title: known ? REASONS[error.code] ?? 'The server cannot do this' : 'Something went wrong here', detail };
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
