// @ts-check
/** What goes wrong, in words of somebody who draws no pictures for a living. */
import { NotKept } from '../tavern/upload.js';
import { Refused, Unreachable } from './transport.js';

/** @typedef {{title: string, detail: string}} Problem The title in English, a key for translation; the detail as it was said. */

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
 * Return what the stable name of a reason means.
 * @param {string} code
 * @returns {string} in English, a key for translation; "" for a name that nobody knows
 */
export function titleOf(code) {
    return REASONS[code] ?? '';
}

/**
 * Put into words what went wrong.
 * @param {any} error
 * @param {Pick<import('./connection.js').Status, 'state'|'command'>} [status] of the connection
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
    return { title: known ? titleOf(error.code) || 'The server cannot do this' : 'Something went wrong here', detail };
}
