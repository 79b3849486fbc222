// @ts-check
/** Pictures that are no longer wanted: out of the message, and off the picture server. */
import { acted } from '../page/acting.js';
import { element } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { popup } from '../tavern/popups.js';
import { forget, put, takeOut } from './swapping.js';

/** @typedef {import('./menu.js').Picture} Picture */
/** @typedef {import('./menu.js').Desk} Desk */
/** @typedef {import('../backend/api.js').Job} Job */

/**
 * Ask, and remove a picture or one version of it.
 * @param {Picture} picture
 * @param {Desk} desk
 */
export async function remove(picture, desk) {
    const versions = await desk.versions.of(picture).catch(() => []);
    const several = versions.length > 1;
    const content = element('div', '', [
        element('h3', '', say('Remove this picture?')),
        element('p', '', say('It leaves the message, and the picture server deletes it. A copy stays in the gallery of SillyTavern.')),
    ]);
    const answer = await popup(content, { ok: 'Remove', cancel: 'Cancel', more: several ? ['Only this version'] : [] });
    if (answer === 'ok') {
        if (await takeOut(desk.app, picture)) {
            await deleted(picture, desk, versions.length ? versions.map(one => one.id) : [picture.id]);
        }
    } else if (answer === 0) {
        await removeVersion(picture, desk, versions);
    }
    desk.versions.forget(picture.base);
    await desk.reopen(picture.base, false, 0);
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job[]} versions
 */
async function removeVersion(picture, desk, versions) {
    const number = versions.findIndex(one => one.id === picture.id);
    const other = versions[number ? number - 1 : 1];
    if (await put(desk.app, picture, other)) {
        await deleted(picture, desk, [picture.id]);
    }
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {string[]} ids
 */
async function deleted(picture, desk, ids) {
    await forget(picture, ids);
    await Promise.all(ids.map(id => acted(() => desk.app.api.remove(id))));
}
