// @ts-check
/** Pictures into SillyTavern's own folder: only from there does it show them again after a message is rendered anew. */
import { tavern } from './context.js';
import { safePath } from './paths.js';

/** SillyTavern did not keep what it was given. */
export class NotKept extends Error {}

const FORMATS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' };

/**
 * Upload a picture; the same name again replaces it.
 * @param {{base64: string, mediaType: string}} picture
 * @param {string} folder the character's name: SillyTavern's gallery shows it there
 * @param {string} name without an ending, and unique
 * @returns {Promise<string>} the path that shows it
 */
export async function upload(picture, folder, name) {
    const format = /** @type {Record<string, string>} */ (FORMATS)[picture.mediaType] ?? 'png';
    // SillyTavern decodes addresses of pictures twice, so that it finds none with a percent sign.
    const answer = await fetch('/api/images/upload', {
        method: 'POST',
        headers: tavern().getRequestHeaders(),
        body: JSON.stringify({ image: picture.base64, format, ch_name: folder.replaceAll('%', ''), filename: name }),
    }).catch(error => {
        throw new NotKept(String(error));
    });
    if (!answer.ok) {
        throw new NotKept(`SillyTavern's server answers ${answer.status}`);
    }
    const path = (await answer.json()).path;
    await loaded(path);
    return path;
}

/**
 * Say whether SillyTavern still has a picture.
 * @param {string} path as `upload` returned it
 */
export async function isThere(path) {
    const answer = await fetch(safePath(path), { method: 'HEAD' }).catch(() => null);
    return Boolean(answer?.ok);
}

/**
 * Have the browser load a picture, so that it is there when the message shows it.
 * @param {string} path
 */
async function loaded(path) {
    const image = new Image();
    image.src = safePath(path);
    await image.decode().catch(() => undefined);
}
