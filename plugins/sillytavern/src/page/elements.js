// @ts-check
/** Pieces of the page: made by hand, so that words of others are only ever text. */
import { pressable } from '../tavern/buttons.js';
import { say } from '../tavern/context.js';
import { acted } from './acting.js';

let count = 0;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [classes]
 * @param {(Node|string|(Node|string)[])[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, classes = '', ...children) {
    const made = document.createElement(tag);
    made.className = classes;
    made.append(...children.flat());
    return made;
}

/** @returns {string} an id that nothing else on the page has */
export function freshId() {
    count += 1;
    return `rp_composer_${count}`;
}

/**
 * @param {string} title in English
 * @param {(event: Event) => unknown} act what goes wrong in it is said
 * @returns {HTMLButtonElement}
 */
export function textButton(title, act) {
    return pressed(element('button', 'menu_button rp_button', say(title)), act);
}

/**
 * A button that shows a sign; its name is read out and shown as a tip.
 * @param {string} icon of Font Awesome
 * @param {string} title in English
 * @param {(event: Event) => unknown} act what goes wrong in it is said
 * @param {string} [classes]
 * @returns {HTMLButtonElement}
 */
export function iconButton(icon, title, act, classes = 'rp_icon') {
    const sign = element('i', `fa-solid ${icon}`);
    sign.setAttribute('aria-hidden', 'true');
    const made = pressed(element('button', classes, sign), act);
    made.title = say(title);
    made.setAttribute('aria-label', say(title));
    return made;
}

/**
 * @param {HTMLButtonElement} made
 * @param {(event: Event) => unknown} act
 */
function pressed(made, act) {
    return pressable(made, event => {
        event.stopPropagation();
        void acted(() => act(event));
    });
}

/**
 * A field with its name above it.
 * @param {string} title in English
 * @param {HTMLElement} field
 * @returns {HTMLElement}
 */
export function labelled(title, field) {
    return element('label', 'rp_labelled', [element('span', 'rp_label', say(title)), field]);
}

/**
 * @param {string} value
 * @param {number} [rows] more than one for a text of several lines
 * @returns {HTMLTextAreaElement|HTMLInputElement}
 */
export function textField(value, rows = 1) {
    const made = rows > 1 ? document.createElement('textarea') : document.createElement('input');
    made.className = 'text_pole';
    made.autocomplete = 'off';
    made.value = value;
    if (made instanceof HTMLTextAreaElement) {
        made.rows = rows;
    }
    return made;
}

/**
 * A group that folds; what is in it is made when it is first opened.
 * @param {string} title in English
 * @param {(body: HTMLElement) => unknown} fill
 * @param {boolean} [anew] made whenever it is opened
 * @returns {HTMLDetailsElement}
 */
export function folding(title, fill, anew = false) {
    const body = element('div', 'rp_group_body');
    const made = element('details', 'rp_group', element('summary', '', say(title)), body);
    made.dataset.group = title;
    made.addEventListener('toggle', () => {
        if (made.open && (anew || !body.dataset.filled)) {
            body.dataset.filled = 'yes';
            body.replaceChildren();
            fill(body);
        }
    });
    return made;
}

/**
 * @param {HTMLSelectElement} field
 * @param {{value: string, label: string, disabled?: boolean}[]} options
 * @param {string} chosen kept among the options although it may not be one of them
 */
export function fillOptions(field, options, chosen) {
    const all = options.some(one => one.value === chosen) ? options : [...options, { value: chosen, label: chosen }];
    field.replaceChildren(...all.map(one => {
        const option = new Option(one.label, one.value, false, one.value === chosen);
        option.disabled = Boolean(one.disabled);
        return option;
    }));
}

/**
 * Call something once it has not been called for a while.
 * @param {() => unknown} work
 * @param {number} [milliseconds]
 * @returns {() => void}
 */
export function debounced(work, milliseconds = 500) {
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let timer;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(work, milliseconds);
    };
}
