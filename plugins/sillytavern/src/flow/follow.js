// @ts-check
/**
 * Follows jobs until they end: by events where the way to the server has them, else by looking, often at first, then more
 * rarely, and patiently while the server is away.
 */
import { Unreachable } from '../backend/transport.js';

/** @typedef {import('../backend/api.js').Request} Request */

const FIRST = 100;
const SLOWEST = 2500;
/** How long the server may be away before it counts as gone, in looks of the slowest kind. */
const PATIENCE = 14;
/** While nobody looks at the page, the browser slows its clocks down: then the server is asked to wait instead. */
const HIDDEN_SECONDS = 20;

const ENDED = new Set(['finished', 'failed', 'cancelled', 'held', 'unknown']);

/**
 * Say whether nothing more happens to a job by itself.
 * @param {string} status
 */
export function hasEnded(status) {
    return ENDED.has(status);
}

/**
 * Follow a job.
 * @param {(id: string, seconds: number) => Promise<Request>} look
 * @param {string} id
 * @param {(job: Request) => unknown} tell called with each state, the last one being an end
 * @param {object} [how]
 * @param {(milliseconds: number) => Promise<unknown>} [how.pause]
 * @param {() => boolean} [how.isHidden] whether nobody looks at the page
 * @param {(id: string, tell: (job: Request) => unknown, signal: AbortSignal) => Promise<unknown>} [how.events]
 * @returns {{stop: () => void, done: Promise<void>}} `done` fails when the server does not come back, or knows no such job
 */
export function follow(look, id, tell, { pause = wait, isHidden = () => false, events = async () => undefined } = {}) {
    let stopped = false;
    const leaving = new AbortController();
    const take = (/** @type {Request} */ job) => {
        if (!stopped) {
            stopped = hasEnded(job.status);
            tell(job);
        }
    };
    const done = (async () => {
        await events(id, take, leaving.signal).catch(() => undefined);
        let delay = FIRST;
        let missed = 0;
        while (!stopped) {
            await pause(isHidden() ? FIRST : delay);
            delay = Math.min(delay * 1.4, SLOWEST);
            const job = stopped ? null : await looked(() => look(id, isHidden() ? HIDDEN_SECONDS : 0), ++missed);
            if (job && !stopped) {
                missed = 0;
                take(job);
            }
        }
    })();
    const stop = () => {
        stopped = true;
        leaving.abort();
    };
    return { stop, done };
}

/**
 * @param {() => Promise<Request>} look
 * @param {number} missed how often in a row the server was not there, this time included
 */
async function looked(look, missed) {
    try {
        return await look();
    } catch (error) {
        if (error instanceof Unreachable && missed < PATIENCE) {
            return null;
        }
        throw error;
    }
}

/** @param {number} milliseconds */
function wait(milliseconds) {
    return new Promise(resolve => setTimeout(resolve, milliseconds));
}
