// @ts-check
/** Which kept state of the story still holds: every message up to its own must be as it was when it was made. */

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../tavern/stored.js').Kept} Kept */

import { withoutRequests } from '../requests/without.js';

/** States of so many messages are kept, and of every so many-th before them. */
export const RECENT = 12;
const EVERY = 50;

/** @type {WeakMap<Message, {text: string, hash: string}>} */
const known = new WeakMap();

/**
 * Return a short hash of a text: it tells changes apart, and keeps no secret.
 * @param {string} text
 * @returns {string}
 */
export function hashOf(text) {
    let first = 0xdeadbeef;
    let second = 0x41c6ce57;
    for (let place = 0; place < text.length; place++) {
        const unit = text.charCodeAt(place);
        first = Math.imul(first ^ unit, 0x9e3779b1);
        second = Math.imul(second ^ unit, 0x5f356495);
    }
    first = Math.imul(first ^ (first >>> 15), 0x735a2d97) ^ second;
    second = Math.imul(second ^ (second >>> 13), 0xcaf649a9) ^ first;
    return (first >>> 0).toString(36) + (second >>> 0).toString(36);
}

/**
 * Return the hash of the story after each of its messages. Requests do not count, so that it stays when their pictures
 * come.
 * @param {Message[]} messages
 * @param {(message: Message) => string} textOf a message, as it counts
 * @returns {string[]}
 */
export function chains(messages, textOf) {
    let chain = '';
    return messages.map(message => {
        chain = hashOf(`${chain} ${own(message, textOf(message))}`);
        return chain;
    });
}

/**
 * Return the hash of the story after one more message, which has a text of its own.
 * @param {string|undefined} chain of the messages before it
 * @param {Message} message
 * @param {string} text
 */
export function chainAfter(chain, message, text) {
    return hashOf(`${chain ?? ''} ${hashOf(withoutRequests(plain(message, text)))}`);
}

/**
 * Return the last state that holds.
 * @param {string[]} chained of the messages before the one that counts
 * @param {(index: number) => Kept|null} keptAt what is kept with each
 * @returns {{count: number, state: object}|null} `count` messages are known to it
 */
export function lastFitting(chained, keptAt) {
    for (let index = chained.length - 1; index >= 0; index--) {
        const found = keptAt(index);
        if (found?.state && found.chain === chained[index]) {
            return { count: index + 1, state: found.state };
        }
    }
    return null;
}

/**
 * Return the messages whose states are no longer worth their room.
 * @param {number[]} indexes of the messages with a state, ascending
 * @returns {number[]}
 */
export function outdated(indexes) {
    return indexes.slice(0, -RECENT).filter(index => index % EVERY !== 0);
}

/**
 * @param {Message} message
 * @param {string} text
 */
function own(message, text) {
    const whole = plain(message, text);
    const before = known.get(message);
    if (before?.text === whole) {
        return before.hash;
    }
    const hash = hashOf(withoutRequests(whole));
    known.set(message, { text: whole, hash });
    return hash;
}

/**
 * @param {Message} message
 * @param {string} text
 */
function plain({ name, is_user, is_system, original_avatar }, text) {
    const file = original_avatar && !is_user ? ` ${original_avatar}` : '';
    return `${name}\n${Boolean(is_user)} ${Boolean(is_system)}${file}\n${text}`;
}
