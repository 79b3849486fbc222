// @ts-check
/**
 * What the plugin is told in `config.json` beside it. Only who can write files on SillyTavern's machine decides whom it
 * asks and what it starts; a page never does.
 */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Config
 * @property {URL} address of rp-composer's server
 * @property {string} command what starts it: the path of a program, "" when nothing does
 * @property {string[]} commandArguments
 * @property {string} token that the server asks for, "" when the page's own setting counts
 * @property {boolean} autostart whether it is started together with SillyTavern
 */

const USUAL = { address: 'http://127.0.0.1:8765', command: '', arguments: ['serve'], token: '', autostart: false };
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Read the configuration.
 * @param {URL} place of the file; one that is not there says nothing
 * @returns {Config}
 * @throws {Error} saying what is wrong with it
 */
export function readConfig(place) {
    let text;
    try {
        text = readFileSync(place, 'utf8');
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
            return configOf({});
        }
        throw new Error(`config.json cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code})`);
    }
    let written;
    try {
        written = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
        throw new Error('config.json is not valid JSON');
    }
    return configOf(written);
}

/**
 * Return a configuration as it is meant; what it does not say is as usual.
 * @param {unknown} written
 * @returns {Config}
 * @throws {Error} saying what is wrong with it
 */
export function configOf(written) {
    if (typeof written !== 'object' || written === null || Array.isArray(written)) {
        throw new Error('config.json holds no JSON object');
    }
    const all = { ...USUAL, ...written };
    for (const [key, usual] of Object.entries(USUAL)) {
        const given = /** @type {Record<string, unknown>} */ (all)[key];
        const fits = Array.isArray(usual) ? Array.isArray(given) && given.every(one => typeof one === 'string') : typeof given === typeof usual;
        if (!fits) {
            throw new Error(`config.json: "${key}" must be ${Array.isArray(usual) ? 'a list of texts' : `a ${typeof usual}`}`);
        }
    }
    return { address: addressOf(all.address), command: all.command, commandArguments: all.arguments, token: all.token, autostart: all.autostart };
}

/**
 * Say whether an address is on this machine alone: only there can something be started.
 * @param {URL} address
 */
export function isHere(address) {
    return LOOPBACK.test(address.hostname);
}

/** @param {string} written */
function addressOf(written) {
    const address = URL.canParse(written) ? new URL(written) : null;
    if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
        throw new Error('config.json: "address" must be like http://127.0.0.1:8765');
    }
    return address;
}
