// @ts-check
/**
 * With which profile a swipe's requests are asked for: what was begun with one goes on with it, whatever the user chooses
 * meanwhile, since the same request with another profile is another picture. It is kept until nothing is on its way.
 */
import { keep, kept, profileName } from '../tavern/stored.js';
import { isAtWork, isBegun, isHere } from './standing.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./sessions.js').Session} Session */

/**
 * Return the profile with which a swipe is served when nobody asks for anything.
 * @param {Message} message
 * @param {number} swipe
 * @returns {string} "" for the server's own
 */
export function profileOf(message, swipe) {
    const begun = kept(message, swipe)?.profile;
    return typeof begun === 'string' ? begun : profileName();
}

/**
 * Return the profile with which something of a session is drawn that somebody asks for: the one of now, unless other
 * pictures of it are still on their way.
 * @param {Session} session
 * @returns {string}
 */
export function profileToDraw(session) {
    const going = session.requests.some(one => isAtWork(one) || one.status === 'finished' || isHere(one));
    return session.stage === 'answered' && going ? session.profile : profileName();
}

/**
 * Something of a session is about to be drawn: it is begun with the session's profile.
 * @param {Session} session
 */
export function begin({ message, swipe, profile }) {
    keep(message, swipe, { profile });
}

/**
 * It is known what has become of a session's requests: its profile is kept only as long as one of them was begun with it.
 * @param {Session} session
 */
export function learn({ message, swipe, profile, requests }) {
    keep(message, swipe, { profile: requests.some(isBegun) ? profile : undefined });
}
