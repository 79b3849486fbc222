// @ts-check
/** Texts for the clipboard, and whether they came there. */
import { say } from '../tavern/context.js';
import { copy, tell } from '../tavern/popups.js';

/**
 * Copy a text, and say whether that worked.
 * @param {string} text
 * @param {string} [done] what is said then, in English
 */
export async function copyAndTell(text, done = 'It is copied.') {
    const copied = await copy(text);
    tell(say(copied ? done : 'The browser does not let pages copy.'), copied ? 'success' : 'warning');
}
