// @ts-check
/** Paths of pictures in SillyTavern's folder: made safe to stand in a tag or an address, and told from every other one. */

/** Where SillyTavern has the pictures that it was given. */
const FOLDER = '/user/images/';

/**
 * Return a path as it may stand in an address and in an attribute of a message: nothing in it ends the path or the
 * attribute, or means anything to Markdown.
 * @param {string} path as SillyTavern returned it
 * @returns {string}
 */
export function safePath(path) {
    return encodeURI(path).replace(/['"()*_~`[\]#?]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Say whether something that stands in a chat is the path of a picture that SillyTavern has: chats come from anywhere.
 * @param {unknown} path
 * @returns {path is string}
 */
export function isPicturePath(path) {
    if (typeof path !== 'string' || !path.startsWith(FOLDER) || /[\\\0-\x1f]/.test(path)) {
        return false;
    }
    return path.slice(FOLDER.length).split('/').every(part => part !== '' && part !== '.' && part !== '..');
}
