// @ts-check
/** Whatever the user does by hand: what goes wrong in it is said, and nothing of it reaches SillyTavern. */
import { problemOf } from '../backend/problems.js';
import { note, say } from '../tavern/context.js';
import { tell } from '../tavern/popups.js';

/**
 * Do what the user wants; what goes wrong is told in a notice.
 * @param {() => unknown} work
 */
export async function acted(work) {
    try {
        await work();
    } catch (error) {
        note(error);
        const { title, detail } = problemOf(error);
        tell([say(title), detail].filter(Boolean).join(': '), 'error');
    }
}
