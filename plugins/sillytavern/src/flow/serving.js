// @ts-check
/** Whose requests are served. */
import { settings } from '../tavern/stored.js';

/**
 * Say whether requests of a message are served: a character's are, the user's if they want it, hidden ones never.
 * @param {import('../tavern/context.js').Message|undefined} message
 * @returns {boolean}
 */
export function serves(message) {
    return Boolean(message) && !message?.is_system && (!message?.is_user || settings().users);
}
