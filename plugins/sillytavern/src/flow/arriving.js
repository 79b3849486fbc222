// @ts-check
/** A finished picture into its message: uploaded, then swapped into exactly the swipe it was asked for, then saved. */
import { change, chatId, indexOf, save, show, swipeOf, textOf } from '../tavern/messages.js';
import { keep, kept } from '../tavern/stored.js';
import { upload } from '../tavern/upload.js';
import { learn } from './profiles.js';
import { filled, occurrencesAfter, picturesIn, replaced } from './text.js';

/** @typedef {import('../backend/api.js').Request} Request */
/** @typedef {import('./sessions.js').Session} Session */
/** @typedef {(path: string) => Promise<{base64: string, mediaType: string}>} Fetches */

/**
 * Put the picture of a finished request into its swipe; when its chat was left meanwhile, it stays with the server.
 * @param {Session} session
 * @param {Request} request
 * @param {Fetches} fetchPicture
 * @param {(session: Session) => boolean} isCurrent whether the session is still what counts for its swipe
 */
export async function place(session, request, fetchPicture, isCurrent) {
    const { message, chat } = session;
    if (request.replacement === null) {
        return;
    }
    const paths = await uploaded(message.name, request, fetchPicture);
    if (request.status !== 'done' && isCurrent(session) && indexOf(message) >= 0 && chatId() === chat) {
        swap(session, request, filled(request.replacement, paths));
        await save(chat);
    }
}

/**
 * @param {string} folder
 * @param {Request} request
 * @param {Fetches} fetchPicture
 * @returns {Promise<Map<number, string>>} the paths of its pictures that the replacement shows, by number
 */
async function uploaded(folder, request, fetchPicture) {
    const paths = new Map();
    for (const number of picturesIn(request.replacement ?? '')) {
        const { id, url } = request.pictures[number];
        paths.set(number, await upload(await fetchPicture(url), folder, `rp-composer-${id}`));
    }
    return paths;
}

/**
 * Replace exactly one request in exactly one swipe.
 * @param {Session} session
 * @param {Request} request
 * @param {string} replacement
 */
function swap(session, request, replacement) {
    const { message, swipe } = session;
    const { original, occurrence } = request;
    const before = textOf(message, swipe) ?? '';
    if (!change(message, swipe, text => replaced(text, original, occurrence, replacement))) {
        return;
    }
    const others = session.requests.filter(one => one.status !== 'done' && one !== request);
    occurrencesAfter(before, others, request, replacement).forEach((now, index) => { others[index].occurrence = now; });
    request.status = 'done';
    session.text = textOf(message, swipe) ?? session.text;
    learn(session);
    const { width, height } = request.pictures[0];
    keep(message, swipe, { sizes: { ...kept(message, swipe)?.sizes, [request.id]: [width, height] } });
    if (swipe === swipeOf(message)) {
        show(message);
    }
}
