// @ts-check
/** SillyTavern's popups and short notices, and the clipboard. */
import { note, say, tavern } from './context.js';

/** What a popup's further buttons answer, from the first one on. */
const FURTHER = 1001;

/**
 * @typedef {object} PopupChoices
 * @property {string} [ok] the words of the first button, in English; "" for none
 * @property {string} [cancel] "" for none
 * @property {string[]} [more] further buttons
 * @property {boolean} [wide]
 * @property {(close: () => Promise<unknown>) => unknown} [opened] gets what closes it
 */

/**
 * Show a popup, and wait until it is closed.
 * @param {HTMLElement} content
 * @param {PopupChoices} [choices]
 * @returns {Promise<'ok'|number|null>} `ok`, the number of a further button, or null
 */
export async function popup(content, { ok = 'Close', cancel = '', more = [], wide = false, opened } = {}) {
    const { Popup, POPUP_TYPE } = tavern();
    // Older SillyTavern (1.13.5) insists on something to focus, and no button shall be pressed by mistake.
    const nobody = document.createElement('span');
    nobody.hidden = true;
    nobody.setAttribute('autofocus', '');
    content.append(nobody);
    const shown = new Popup(content, POPUP_TYPE.TEXT, '', {
        okButton: ok ? say(ok) : false,
        cancelButton: cancel ? say(cancel) : false,
        customButtons: more.map((text, number) => ({ text: say(text), result: FURTHER + number, appendAtEnd: false })),
        wide, allowVerticalScrolling: true, leftAlign: true, defaultResult: null, animation: 'fast',
    });
    const head = content.querySelector('h3');
    if (head) {
        // It is read out first, and where nothing else waits for the keyboard it has the focus.
        shown.dlg.setAttribute('aria-label', head.textContent ?? '');
        head.tabIndex = -1;
        content.querySelector('[autofocus]') ?? head.setAttribute('autofocus', '');
    }
    shown.dlg.classList.add('rp_popup');
    const closed = shown.show();
    opened?.(() => shown.completeCancelled());
    const result = await closed;
    if (result === 1) {
        return 'ok';
    }
    return typeof result === 'number' && result >= FURTHER ? result - FURTHER : null;
}

/**
 * Ask before something is done that cannot be undone.
 * @param {string} title as it is shown
 * @param {string} text as it is shown
 * @param {string} ok the words of the button that does it, in English
 * @returns {Promise<boolean>} whether the user wants it
 */
export async function confirmed(title, text, ok) {
    return await popup(titled(title, 'p', text), { ok, cancel: 'Cancel' }) === 'ok';
}

/**
 * Show a longer text until the user closes it.
 * @param {string} title as it is shown
 * @param {string} text
 */
export function showText(title, text) {
    const content = titled(title, 'pre', text);
    content.lastElementChild?.classList.add('rp_told');
    void popup(content, { wide: true });
}

/**
 * @param {string} title
 * @param {'p'|'pre'} tag
 * @param {string} text
 */
function titled(title, tag, text) {
    const content = document.createElement('div');
    const head = document.createElement('h3');
    head.textContent = title;
    const body = document.createElement(tag);
    body.textContent = text;
    content.append(head, body);
    return content;
}

/**
 * Tell something in a notice that goes away by itself.
 * @param {string} text as it is shown
 * @param {'info'|'success'|'warning'|'error'} [kind]
 */
export function tell(text, kind = 'info') {
    /** @type {any} */ (globalThis).toastr?.[kind]?.(text, say('Pictures'), { escapeHtml: true });
}

/**
 * Copy a text; pages that are not safe (a phone in the same house) have no clipboard, there the old way is gone.
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(text) {
    if (!navigator.clipboard) {
        return copiedByHand(text);
    }
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch (error) {
        note(error);
        return copiedByHand(text);
    }
}

/** @param {string} text */
function copiedByHand(text) {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'rp_unseen';
    const before = document.activeElement;
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (before instanceof HTMLElement) {
        before.focus();
    }
    return done;
}
