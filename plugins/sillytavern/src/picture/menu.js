// @ts-check
/** What can be done about each finished picture of ours: a toolbar on it, and what is being done about it right now. */
import { isJobId } from '../backend/job_ids.js';
import { say } from '../tavern/context.js';
import { atOnce, on } from '../tavern/events.js';
import { copyAndTell } from '../page/copying.js';
import { element, iconButton, textButton } from '../page/elements.js';
import { keepingButton } from '../tavern/focus.js';
import { onLanguage } from '../tavern/language.js';
import { chat, chatId, messageAt, swipeOf } from '../tavern/messages.js';
import { watchRendered } from '../tavern/rendered.js';
import { openLooks } from '../looks/drawer.js';
import { Drawings } from './drawings.js';
import { drawAnew, openEdit } from './edit.js';
import { openHistory, pager, Versions } from './versions.js';
import { priceText } from '../flow/automatic.js';
import { withPrice } from '../page/pricing.js';
import { baseOf } from './in_text.js';
import { remove } from './removing.js';
import { afterEdit } from './swapping.js';
import { openViewer } from './viewer.js';
import { openWhy } from './why.js';

/** @typedef {import('../start.js').App} App */
/** @typedef {import('./swapping.js').Shown & {id: string, image: HTMLImageElement}} Picture */

const OURS = '#chat .mes_text img[data-rp-composer]';

/**
 * @typedef {object} Desk What the actions on a picture share.
 * @property {App} app
 * @property {Drawings} drawings
 * @property {Versions} versions
 * @property {(base: string, open: boolean, step: number) => Promise<void>} reopen shows the toolbar of a picture as it was left;
 *     after a step the button that made it has the focus
 */

/** @type {[string, string, (picture: Picture, desk: Desk) => unknown][]} */
const ACTIONS = [
    ['fa-rotate', 'Draw another one', (picture, { app, drawings }) => drawings.begin(picture, key => app.api.reroll(picture.id, key))],
    ['fa-pen', 'Edit and draw again', openEdit],
    ['fa-clock-rotate-left', 'All versions', openHistory],
    ['fa-circle-question', 'Why does it look like this?', openWhy],
    ['fa-shirt', 'Looks and clothes', looksOf],
    ['fa-copy', 'Copy the prompt', copyPrompt],
    ['fa-expand', 'Full size', picture => openViewer(document.querySelectorAll(OURS), picture.image)],
    ['fa-trash-can', 'Remove', remove],
];

/**
 * Begin to give every finished picture its toolbar.
 * @param {App} app
 */
export function showMenus(app) {
    const versions = new Versions(app.api);
    const drawings = new Drawings(app, base => {
        versions.forget(base);
        framesOf(base).forEach(frame => paint(frame, desk));
    });
    /** @type {Desk} */
    const desk = { app, drawings, versions, reopen: (base, open, step) => reopen(desk, base, open, step) };
    watchRendered(block => frameAll(block, desk));
    on(['CHAT_CHANGED'], () => {
        drawings.leave();
        drawings.returned();
    });
    drawings.returned();
    onLanguage(() => {
        document.querySelectorAll('#chat .rp_frame').forEach(unframe);
        document.querySelectorAll('#chat .mes').forEach(block => frameAll(/** @type {HTMLElement} */ (block), desk));
    });
    on(['MESSAGE_UPDATED'], index => afterEdit(app, chat()[Number(index)]));
    atOnce('MESSAGE_SWIPE_DELETED', ({ messageId, swipeId }) => drawings.swipeDeleted(chat()[messageId], swipeId));
    document.addEventListener('pointerdown', event => {
        const touched = event.target instanceof Element ? event.target.closest('.rp_frame') : null;
        document.querySelectorAll('.rp_frame.rp_open').forEach(one => one === touched || one.classList.remove('rp_open'));
    });
}

/** @param {string} base */
function framesOf(base) {
    const frames = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#chat .rp_frame'));
    return [...frames].filter(frame => frame.dataset.rpBase === base);
}

/**
 * @param {HTMLElement} block of a message
 * @param {Desk} desk
 */
function frameAll(block, desk) {
    const images = /** @type {NodeListOf<HTMLImageElement>} */ (block.querySelectorAll(OURS));
    for (const image of images) {
        const framed = image.parentElement?.classList.contains('rp_frame');
        if (!framed && isJobId(image.dataset.rpComposer) && !image.getAttribute('src')?.startsWith('[IMG:')) {
            frame(image, desk);
        }
    }
}

/**
 * Set a picture into a frame of exactly its size.
 * @param {HTMLImageElement} image
 * @param {Desk} desk
 */
function frame(image, desk) {
    const made = element('span', 'rp_frame');
    made.dataset.rpBase = baseOf(image.dataset.rpComposer ?? '');
    const ratio = image.style.getPropertyValue('--rp-ratio');
    if (ratio) {
        made.style.setProperty('--rp-ratio', ratio);
    }
    image.replaceWith(made);
    const bar = element('span', 'rp_toolbar');
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', say('This picture'));
    bar.append(...ACTIONS.map(([icon, title, act]) => iconButton(icon, title, () => act(pictureIn(made), desk))));
    bar.addEventListener('keydown', event => walk(bar, event));
    made.append(image, element('span', 'rp_pager'), bar, element('span', 'rp_drawing'));
    hear(made, image, desk);
    paint(made, desk);
}

/** @param {Element} made */
function unframe(made) {
    const image = made.querySelector('img');
    if (image) {
        made.replaceWith(image.cloneNode());
    }
}

/**
 * Walk along a toolbar with the keys that toolbars have.
 * @param {HTMLElement} bar
 * @param {KeyboardEvent} event
 */
function walk(bar, event) {
    const buttons = [...bar.querySelectorAll('button')];
    const now = buttons.findIndex(one => one === document.activeElement);
    const next = /** @type {Record<string, number>} */ ({ ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: buttons.length - 1 })[event.key];
    if (next !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        buttons.at(next % buttons.length)?.focus();
    }
}

/**
 * @param {HTMLElement} made
 * @param {HTMLImageElement} image
 * @param {Desk} desk
 */
function hear(made, image, desk) {
    let touch = false;
    const open = () => void pager(pictureIn(made), desk, made.querySelector('.rp_pager'));
    image.addEventListener('pointerdown', event => { touch = event.pointerType !== 'mouse'; });
    image.addEventListener('click', () => {
        if (!touch) {
            openViewer(document.querySelectorAll(OURS), image);
        } else {
            made.classList.toggle('rp_open');
            open();
        }
    });
    made.addEventListener('pointerenter', open);
    made.addEventListener('focusin', open);
}

/**
 * A picture that was flipped is rendered anew: its toolbar stays open, and the same button has the focus.
 * @param {Desk} desk
 * @param {string} base
 * @param {boolean} open
 * @param {number} step
 */
async function reopen(desk, base, open, step) {
    const [made] = framesOf(base);
    if (made) {
        made.classList.toggle('rp_open', open);
        await pager(pictureIn(made), desk, made.querySelector('.rp_pager'));
        const buttons = made.querySelectorAll('.rp_pager button');
        /** @type {HTMLElement|undefined} */ (step ? buttons[step < 0 ? 0 : 1] : undefined)?.focus({ preventScroll: true });
    }
}

/**
 * Show what is being done about a picture.
 * @param {HTMLElement} made
 * @param {Desk} desk
 */
function paint(made, { drawings }) {
    const base = made.dataset.rpBase ?? '';
    const view = drawings.view(base);
    const place = /** @type {HTMLElement} */ (made.querySelector('.rp_drawing'));
    const shown = JSON.stringify(view);
    if (place.dataset.rpShown === shown) {
        return;
    }
    place.dataset.rpShown = shown;
    place.setAttribute('role', view?.kind === 'failed' ? 'alert' : 'status');
    made.classList.toggle('rp_busy', view?.kind === 'busy');
    keepingButton(place, () => place.replaceChildren(...(view ? told(view, base, drawings) : [])));
}

/**
 * @param {import('../flow/views.js').View} view
 * @param {string} base
 * @param {Drawings} drawings
 */
function told(view, base, drawings) {
    const busy = view.kind === 'busy';
    const percent = view.progress === null ? '' : ` ${Math.round(view.progress * 100)} %`;
    const parts = [element('span', 'rp_title', say(view.title) + percent)];
    if (view.detail) {
        parts.push(element('span', 'rp_detail', view.detail));
    }
    if (!busy) {
        parts.push(textButton(withPrice('Try again', view.price), () => drawings.retry(base)));
    }
    parts.push(textButton(busy ? 'Cancel' : 'Close', () => drawings.cancel(base)));
    return parts;
}

/**
 * @param {HTMLElement} made
 * @returns {Picture}
 */
function pictureIn(made) {
    const image = /** @type {HTMLImageElement} */ (made.querySelector('img'));
    const message = messageAt(made);
    if (!message) {
        throw new Error('the picture stands in no message');
    }
    const id = image.dataset.rpComposer ?? '';
    return { message, swipe: swipeOf(message), chat: chatId(), id, base: baseOf(id), image };
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 */
async function looksOf(picture, desk) {
    const versions = await desk.versions.of(picture).catch(() => []);
    const price = priceText(versions.find(one => one.id === picture.id)?.price);
    await openLooks(desk.app, picture.message, () => drawAnew(picture, desk), price);
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 */
async function copyPrompt({ id }, { app }) {
    const { prompt, negative_prompt } = await app.api.job(id);
    const text = negative_prompt ? `${prompt}\n\n${say('Avoid')}: ${negative_prompt}` : prompt;
    await copyAndTell(text, 'The prompt is copied.');
}
