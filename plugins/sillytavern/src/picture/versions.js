// @ts-check
/** All versions of a picture: flipped through on the picture, or chosen from among all of them. */
import { element, iconButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { popup, tell } from '../tavern/popups.js';
import { kept } from '../tavern/stored.js';
import { isPicturePath, safePath } from '../tavern/paths.js';
import { tellPrice } from './price.js';
import { put } from './swapping.js';
import { stepped } from './zoom.js';

/** @typedef {import('./menu.js').Picture} Picture */
/** @typedef {import('./menu.js').Desk} Desk */
/** @typedef {import('../backend/api.js').Job} Job */

/** Finished versions, asked for once until something new is drawn. */
export class Versions {
    /** @type {Map<string, Promise<Job[]>>} */
    #known = new Map();

    /** @param {ReturnType<typeof import('../backend/api.js').apiOf>} api */
    constructor(api) {
        this.api = api;
    }

    /**
     * @param {{id: string, base: string}} picture
     * @returns {Promise<Job[]>} the first one first; those without a picture are left out
     */
    of({ id, base }) {
        const before = this.#known.get(base);
        if (before) {
            return before;
        }
        const asked = this.api.versions(id).then(jobs => jobs.filter(job => job.status === 'finished' && job.pictures.length));
        asked.catch(() => this.forget(base));
        this.#known.set(base, asked);
        return asked;
    }

    /** @param {string} base */
    forget(base) {
        this.#known.delete(base);
    }
}

/**
 * Show which version a picture is, and what flips to the others; nothing where it is the only one.
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Element|null} place
 */
export async function pager(picture, desk, place) {
    const versions = await desk.versions.of(picture).catch(() => []);
    const number = versions.findIndex(one => one.id === picture.id);
    tellPrice(place?.closest('.rp_frame'), versions[number]?.price);
    if (!place || place.getAttribute('data-rp-shown') === `${number}/${versions.length}`) {
        return;
    }
    place.setAttribute('data-rp-shown', `${number}/${versions.length}`);
    const flip = async (/** @type {number} */ step) => {
        const open = Boolean(place.closest('.rp_open'));
        await choose(picture, desk, versions[stepped(number, step, versions.length)]);
        await desk.reopen(picture.base, open, step);
    };
    place.replaceChildren(...(versions.length < 2 ? [] : [
        iconButton('fa-chevron-left', 'The version before', () => flip(-1)),
        element('span', 'rp_number', `${number + 1}/${versions.length}`),
        iconButton('fa-chevron-right', 'The next version', () => flip(1)),
    ]));
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job} version
 */
async function choose(picture, desk, version) {
    if (version.id === picture.id) {
        return;
    }
    try {
        await put(desk.app, picture, version);
    } catch (error) {
        desk.versions.forget(picture.base);
        tell(`${say('This version cannot be shown')}: ${/** @type {Error} */ (error).message}`, 'error');
    }
}

/**
 * Show all versions beside each other, and let one be chosen.
 * @param {Picture} picture
 * @param {Desk} desk
 */
export async function openHistory(picture, desk) {
    desk.versions.forget(picture.base);
    const versions = await desk.versions.of(picture);
    const content = element('div', 'rp_history', [element('h3', '', say('All versions'))]);
    const grid = element('div', 'rp_versions');
    content.append(grid);
    await popup(content, {
        wide: true,
        opened: close => {
            const choice = async (/** @type {Job} */ version) => {
                await close();
                await choose(picture, desk, version);
            };
            versions.forEach((version, number) => grid.append(card(picture, desk, version, number, choice)));
        },
    });
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job} version
 * @param {number} number
 * @param {(version: Job) => unknown} choice
 */
function card(picture, desk, version, number, choice) {
    const image = document.createElement('img');
    image.alt = '';
    image.style.aspectRatio = `${version.pictures[0].width} / ${version.pictures[0].height}`;
    void show(image, picture, desk, version);
    const made = /** @type {HTMLButtonElement} */ (element('button', 'rp_version', [
        image, element('b', '', `${number + 1}. ${say(KINDS[version.kind] ?? version.kind)}`),
        element('small', '', [version.model, new Date(version.created).toLocaleString()].filter(Boolean).join(' · ')),
    ]));
    made.type = 'button';
    made.title = version.prompt;
    made.setAttribute('aria-current', String(version.id === picture.id));
    made.addEventListener('click', () => choice(version));
    return made;
}

const KINDS = /** @type {Record<string, string>} */ ({ first: 'The first one', reroll: 'Drawn again', redraw: 'Edited' });

/**
 * @param {HTMLImageElement} image
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job} version
 */
async function show(image, picture, desk, version) {
    const path = kept(picture.message, picture.swipe)?.paths?.[version.id]?.[0];
    if (isPicturePath(path)) {
        image.src = safePath(path);
        return;
    }
    const { base64, mediaType } = await desk.app.connection.picture(version.pictures[0].url);
    image.src = `data:${mediaType};base64,${base64}`;
}
