// @ts-check
/** The other third-party extensions on the page, what they have set, and switching one off. */
import { note, tavern } from './context.js';

/**
 * @typedef {object} Extension A loaded extension of somebody else.
 * @property {string} name of its folder
 * @property {string} text of its script
 */

/** How long SillyTavern may take to save. */
const PATIENCE = 10_000;

/**
 * Return the extensions of others that are loaded, with the text of their scripts, which the browser has at hand.
 * @returns {Promise<Extension[]>}
 */
export async function neighbours() {
    const own = folderOf(import.meta.url);
    const addresses = [...document.querySelectorAll('script[src]')].map(script => /** @type {HTMLScriptElement} */ (script).src);
    const others = addresses.filter(address => folderOf(address) && folderOf(address) !== own && new URL(address).origin === location.origin);
    return await Promise.all(others.map(async address => ({ name: folderOf(address), text: await textAt(address) })));
}

/** @returns {Record<string, any>} what all extensions have set */
export function allSettings() {
    return tavern().extensionSettings;
}

/**
 * Switch an extension off as SillyTavern's own list of extensions does; it is gone when the page is loaded again.
 * @param {string} folder
 */
export async function switchOff(folder) {
    const all = allSettings();
    const name = `third-party/${folder}`;
    all.disabledExtensions = [...new Set([...(all.disabledExtensions ?? []), name])];
    await saved();
}

/** Save the settings, and wait until they are: whoever loads the page again before that loses them. */
async function saved() {
    const { eventSource, eventTypes, saveSettingsDebounced } = tavern();
    const done = new Promise(resolve => eventSource.once(eventTypes.SETTINGS_UPDATED, resolve));
    saveSettingsDebounced();
    await Promise.race([done, new Promise(resolve => setTimeout(resolve, PATIENCE))]);
}

/**
 * Return the folder of the third-party extension that a script's address belongs to, "" for none.
 * @param {string} address
 * @returns {string}
 */
export function folderOf(address) {
    const found = /\/scripts\/extensions\/third-party\/([^/]+)\//.exec(address);
    return found ? decodeURIComponent(found[1]) : '';
}

/** @param {string} address */
async function textAt(address) {
    try {
        return await (await fetch(address)).text();
    } catch (error) {
        note(error);
        return '';
    }
}
