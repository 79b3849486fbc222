// @ts-check
/** Keeps the keyboard's place where something is shown anew: what had the focus is another element then. */

/** What stands for one picture in a message, from its request to the toolbar on it. */
const UNITS = '[data-rp-slot], .rp_frame, img[data-rp-composer]';

/**
 * Show something anew; where one of its buttons had the focus, the same button has it afterwards.
 * @param {HTMLElement} place
 * @param {() => unknown} work
 */
export function keepingButton(place, work) {
    const active = document.activeElement;
    const before = active && place.contains(active) ? nameOf(active === place ? null : active) : null;
    work();
    const now = /** @type {HTMLButtonElement|null} */ (document.activeElement);
    if (before !== null && (!now || now === place || now.disabled || !place.contains(now))) {
        focus(place, before);
    }
}

/**
 * Show a message anew; where a picture in it had the focus, the picture in the same place has it afterwards.
 * @param {HTMLElement} block of the message
 * @param {() => unknown} work
 */
export function keepingPicture(block, work) {
    const active = document.activeElement;
    const unit = active && block.contains(active) ? active.closest('[data-rp-slot], .rp_frame') : null;
    const number = unit ? unitsOf(block).indexOf(unit) : -1;
    const name = unit ? nameOf(active) : '';
    work();
    if (number >= 0) {
        // Slots are filled and pictures framed by observers, which the browser calls before this.
        void Promise.resolve().then(() => {
            const place = unitsOf(block)[number];
            if (place instanceof HTMLElement && (!document.activeElement || document.activeElement === document.body)) {
                focus(place, name);
            }
        });
    }
}

/** @param {HTMLElement} block */
function unitsOf(block) {
    return [...block.querySelectorAll(UNITS)].filter(one => !one.parentElement?.closest(UNITS));
}

/** @param {Element|null} button */
function nameOf(button) {
    return button?.getAttribute('aria-label') ?? button?.textContent ?? '';
}

/**
 * @param {HTMLElement} place
 * @param {string} name of the button that is meant; any other stands for it
 */
function focus(place, name) {
    const buttons = [...place.querySelectorAll('button')].filter(one => !one.disabled);
    const meant = buttons.find(one => nameOf(one) === name) ?? buttons[0] ?? place;
    if (meant === place) {
        place.tabIndex = -1;
    }
    meant.focus({ preventScroll: true });
}
