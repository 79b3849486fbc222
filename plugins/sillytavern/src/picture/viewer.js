// @ts-check
/** A picture in full size: zoom, move, and on to the next one of the chat. */
import { element, iconButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { moved, stepped, swiped, WHOLE, zoomed } from './zoom.js';

const CLOSER = 2.5;
const STEP = 1.25;

/**
 * Show a picture in full size.
 * @param {Iterable<HTMLImageElement>|NodeListOf<Element>} images those that can be looked through
 * @param {HTMLImageElement} first
 */
export function openViewer(images, first) {
    const all = /** @type {HTMLImageElement[]} */ ([...images]);
    const viewer = new Viewer(all, Math.max(0, all.indexOf(first)));
    viewer.open();
}

class Viewer {
    /** @type {Map<number, {x: number, y: number}>} where fingers are, from the middle of the screen */
    #fingers = new Map();
    #from = { x: 0, y: 0 };
    #view = WHOLE;

    /**
     * @param {HTMLImageElement[]} images
     * @param {number} number
     */
    constructor(images, number) {
        this.images = images;
        this.number = number;
        this.picture = document.createElement('img');
        this.picture.draggable = false;
        this.count = element('span', 'rp_number');
        this.room = element('div', 'rp_viewer_room', [this.picture]);
        this.dialog = /** @type {HTMLDialogElement} */ (element('dialog', 'rp_viewer', [this.room, ...this.#controls()]));
        this.dialog.setAttribute('aria-label', say('Full size'));
        this.dialog.tabIndex = -1;
        this.count.setAttribute('role', 'status');
        this.before = document.activeElement;
    }

    open() {
        this.#hear();
        document.body.append(this.dialog);
        this.dialog.showModal();
        this.dialog.focus();
        this.#show();
    }

    #controls() {
        const close = iconButton('fa-xmark', 'Close', () => this.dialog.close());
        close.classList.add('rp_viewer_close');
        const bar = element('div', 'rp_viewer_bar', [
            iconButton('fa-magnifying-glass-minus', 'Smaller', () => this.#zoom(1 / STEP)), this.count,
            iconButton('fa-magnifying-glass-plus', 'Larger', () => this.#zoom(STEP)),
        ]);
        if (this.images.length < 2) {
            return [bar, close];
        }
        const before = iconButton('fa-chevron-left', 'The picture before', () => this.#step(-1));
        const next = iconButton('fa-chevron-right', 'The next picture', () => this.#step(1));
        before.classList.add('rp_viewer_before');
        next.classList.add('rp_viewer_next');
        return [before, next, bar, close];
    }

    #hear() {
        const { dialog, room } = this;
        dialog.addEventListener('close', () => {
            dialog.remove();
            this.before instanceof HTMLElement && this.before.focus({ preventScroll: true });
        });
        dialog.addEventListener('keydown', event => this.#key(event));
        // SillyTavern flips swipes at keys and fingers that reach the page.
        for (const name of ['keyup', 'touchstart', 'touchmove', 'touchend', 'click']) {
            dialog.addEventListener(name, event => event.stopPropagation());
        }
        room.addEventListener('wheel', event => {
            event.preventDefault();
            this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), this.#spot(event));
        }, { passive: false });
        room.addEventListener('dblclick', event => this.#zoom(this.#view.scale > 1 ? 0 : CLOSER, this.#spot(event)));
        room.addEventListener('pointerdown', event => this.#down(event));
        room.addEventListener('pointermove', event => this.#move(event));
        room.addEventListener('pointerup', event => this.#up(event));
        room.addEventListener('pointercancel', event => this.#fingers.delete(event.pointerId));
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        event.stopPropagation();
        const acts = /** @type {Record<string, () => void>} */ ({
            ArrowLeft: () => this.#step(-1), ArrowRight: () => this.#step(1), '+': () => this.#zoom(STEP), '=': () => this.#zoom(STEP),
            '-': () => this.#zoom(1 / STEP), 0: () => this.#zoom(0), Escape: () => this.dialog.close(),
        });
        if (acts[event.key]) {
            event.preventDefault();
            acts[event.key]();
        }
    }

    /** @param {PointerEvent} event */
    #down(event) {
        this.room.setPointerCapture(event.pointerId);
        this.#fingers.set(event.pointerId, this.#spot(event));
        this.#from = this.#spot(event);
    }

    /** @param {PointerEvent} event */
    #move(event) {
        const before = this.#fingers.get(event.pointerId);
        if (!before) {
            return;
        }
        const now = this.#spot(event);
        const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
        this.#fingers.set(event.pointerId, now);
        if (other) {
            const far = (/** @type {{x: number, y: number}} */ one) => Math.hypot(one.x - other.x, one.y - other.y);
            this.#from = { x: NaN, y: NaN };
            this.#zoom(far(now) / Math.max(1, far(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        } else if (this.#view.scale > 1) {
            this.#lay(moved(this.#view, { x: now.x - before.x, y: now.y - before.y }, this.#size()));
        }
    }

    /** @param {PointerEvent} event */
    #up(event) {
        this.#fingers.delete(event.pointerId);
        const now = this.#spot(event);
        if (this.#view.scale === 1 && !this.#fingers.size) {
            this.#step(swiped({ x: now.x - this.#from.x, y: now.y - this.#from.y }));
        }
    }

    /**
     * @param {number} factor 0 for the whole picture
     * @param {{x: number, y: number}} [at]
     */
    #zoom(factor, at = { x: 0, y: 0 }) {
        this.#lay(factor ? moved(zoomed(this.#view, factor, at), { x: 0, y: 0 }, this.#size()) : WHOLE);
    }

    /** @param {number} step */
    #step(step) {
        if (step && this.images.length > 1) {
            this.number = stepped(this.number, step, this.images.length);
            this.#show();
        }
    }

    #show() {
        const shown = this.images[this.number];
        this.picture.src = shown.src;
        this.picture.alt = shown.alt;
        this.count.textContent = `${this.number + 1}/${this.images.length}`;
        this.#lay(WHOLE);
    }

    /** @param {import('./zoom.js').View} view */
    #lay(view) {
        this.#view = view;
        this.picture.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
        this.room.classList.toggle('rp_zoomed', view.scale > 1);
    }

    #size() {
        return { width: this.picture.offsetWidth, height: this.picture.offsetHeight };
    }

    /** @param {MouseEvent} event */
    #spot(event) {
        const { left, top, width, height } = this.room.getBoundingClientRect();
        return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
    }
}
