// @ts-check
/** Avatars as reference pictures: made smaller before they travel, and remembered until they change. */
import { note, tavern } from './context.js';

const LARGEST = 1024;
const SMALL_ENOUGH = 300_000;
/** @type {Map<string, {mark: string, base64: string}>} */
const known = new Map();

/**
 * Return a picture of SillyTavern's in base64, "" when there is none.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function pictureOf(path) {
    try {
        const answer = await fetch(path, { cache: 'no-cache' });
        if (!answer.ok) {
            return '';
        }
        const mark = `${answer.headers.get('etag')} ${answer.headers.get('last-modified')} ${answer.headers.get('content-length')}`;
        const before = known.get(path);
        if (before?.mark === mark) {
            return before.base64;
        }
        const base64 = await base64Of(await smaller(await answer.blob()));
        known.set(path, { mark, base64 });
        return base64;
    } catch (error) {
        note(error);
        return '';
    }
}

/** @returns {Promise<string[]>} the files of all personas' avatars */
export async function personaAvatars() {
    const answer = await fetch('/api/avatars/get', { method: 'POST', headers: tavern().getRequestHeaders(), body: '{}' });
    return answer.ok ? await answer.json() : [];
}

/**
 * Return the base64 of some bytes.
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
export function base64Of(blob) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
}

/** @param {Blob} blob */
async function smaller(blob) {
    if (blob.size <= SMALL_ENOUGH) {
        return blob;
    }
    const bitmap = await createImageBitmap(blob);
    const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise(resolve => canvas.toBlob(resolve, 'image/webp', 0.92));
    return drawn instanceof Blob && drawn.size < blob.size ? drawn : blob;
}
