// @ts-check
/** Another version in the place of a picture: uploaded once, put into exactly its swipe, and saved. */
import { filled, picturesIn } from '../flow/text.js';
import { blockOf, change, chatId, indexOf, isEdited, save, show, swipeOf, textOf } from '../tavern/messages.js';
import { keep, kept } from '../tavern/stored.js';
import { isPicturePath } from '../tavern/paths.js';
import { isThere, upload } from '../tavern/upload.js';
import { pathOf, placed, placeOfJob, retold, shownIn, without } from './in_text.js';

/** @typedef {import('../start.js').App} App */
/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../backend/api.js').Job} Job */

/**
 * @typedef {object} Shown A picture in the chat.
 * @property {Message} message
 * @property {number} swipe
 * @property {string} chat
 * @property {string} base what all its versions have in common
 */

/**
 * Show a version in the place of the one that is shown.
 * @param {App} app
 * @param {Shown} shown
 * @param {Job} version a finished one
 * @returns {Promise<boolean>} false when the message no longer has the picture, or its chat was left
 */
export async function put(app, shown, version) {
    const replacement = version.replacement ?? '';
    const paths = await pathsOf(app, shown, version);
    const { message, swipe } = shown;
    const text = textOf(message, swipe) ?? '';
    const id = shownIn(text, shown.base);
    if (chatId() !== shown.chat || indexOf(message) < 0 || !id) {
        return false;
    }
    remember(shown, id, (placeOfJob(text, id)?.sources ?? []).map(pathOf));
    remember(shown, version.id, [...paths.values()]);
    const told = kept(message, swipe)?.told?.[version.id];
    const tag = told ? retold(filled(replacement, paths), told) : filled(replacement, paths);
    const { width, height } = version.pictures[0];
    keep(message, swipe, { sizes: { ...kept(message, swipe)?.sizes, [version.id]: [width, height] } });
    forgetBegun(shown, version.id);
    overtake(shown, version, id);
    return await alter(app, shown, before => placed(before, id, tag));
}

/** @type {Map<Message, Map<string, {shown: Shown, version: Job, before: string}>>} versions put in while the user edits, by base */
const overtaken = new Map();

/**
 * Remember a version that takes its place while its message is being edited: the field of the edit still has the text
 * from before it.
 * @param {Shown} shown
 * @param {Job} version
 * @param {string} before the version in the field
 */
function overtake(shown, version, before) {
    const { message, swipe, base } = shown;
    const block = swipe === swipeOf(message) ? blockOf(message) : null;
    const all = overtaken.get(message) ?? new Map();
    if (block && isEdited(block)) {
        overtaken.set(message, all.set(base, { shown, version, before: all.get(base)?.before ?? before }));
    } else {
        all.delete(base);
    }
}

/**
 * Put versions that came while a message was edited in their places once more, where the edit has brought those from
 * before back.
 * @param {App} app
 * @param {Message|undefined} message
 */
export async function afterEdit(app, message) {
    const all = message && overtaken.get(message);
    if (!all) {
        return;
    }
    overtaken.delete(message);
    for (const { shown, version, before } of all.values()) {
        if (shownIn(textOf(message, shown.swipe) ?? '', shown.base) === before) {
            await put(app, shown, version);
        }
    }
}

/**
 * Take a picture out of its message.
 * @param {App} app
 * @param {Shown} shown
 */
export async function takeOut(app, shown) {
    return await alter(app, shown, text => {
        const id = shownIn(text, shown.base);
        return id ? without(text, id) : null;
    });
}

/**
 * Change the text of the picture's swipe, show it and save it.
 * @param {App} app
 * @param {Shown} shown
 * @param {(text: string) => string|null} how
 */
async function alter(app, shown, how) {
    const { message, swipe, chat } = shown;
    const before = textOf(message, swipe);
    if (!change(message, swipe, how)) {
        return false;
    }
    const session = app.flow.sessions.of(message, swipe);
    if (session && session.text === before) {
        session.text = textOf(message, swipe) ?? session.text;
    }
    if (swipe === swipeOf(message)) {
        show(message);
        app.flow.refresh(message);
    }
    await save(chat);
    return true;
}

/**
 * @param {Shown} shown
 * @param {string} id
 * @param {string[]} paths
 */
function remember({ message, swipe }, id, paths) {
    keep(message, swipe, { paths: { ...kept(message, swipe)?.paths, [id]: paths } });
}

/**
 * Forget that a version was begun: it is shown, or nobody wants it any more.
 * @param {Shown} shown
 * @param {string} id
 */
export function forgetBegun({ message, swipe, base }, id) {
    const { [base]: begun, ...others } = kept(message, swipe)?.begun ?? {};
    if (begun === id) {
        keep(message, swipe, { begun: others });
    }
}

/**
 * Forget what is kept of versions that are deleted: their ids may be given again.
 * @param {Shown} shown
 * @param {string[]} ids
 */
export async function forget({ message, swipe, chat }, ids) {
    const known = kept(message, swipe);
    const rest = (/** @type {Record<string, any>|undefined} */ all) =>
        all && Object.fromEntries(Object.entries(all).filter(([id]) => !ids.includes(id)));
    keep(message, swipe, { paths: rest(known?.paths), told: rest(known?.told), sizes: rest(known?.sizes) });
    await save(chat);
}

/**
 * Return where SillyTavern has the pictures of a version; what it does not have yet is uploaded.
 * @param {App} app
 * @param {Shown} shown
 * @param {Job} version
 * @returns {Promise<Map<number, string>>}
 */
async function pathsOf(app, { message, swipe }, version) {
    const known = kept(message, swipe)?.paths?.[version.id] ?? [];
    const paths = new Map();
    for (const [place, number] of picturesIn(version.replacement ?? '').entries()) {
        const path = known[place];
        const { id, url } = version.pictures[number];
        const there = isPicturePath(path) && await isThere(path);
        // The number of a version that was deleted is given again, and a browser remembers pictures by their name.
        const name = `rp-composer-${id}-${(Date.parse(version.created) || 0).toString(36)}`;
        paths.set(number, there ? path : await upload(await app.connection.picture(url), message.name, name));
    }
    return paths;
}
