// @ts-check
/** The elements that the panel is made of; texts go in as text. */
import { pressable } from '../tavern/buttons.js';
import { say } from '../tavern/context.js';

let count = 0;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [classes]
 * @param {(Node|string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, classes = '', ...children) {
    const made = document.createElement(tag);
    made.className = classes;
    made.append(...children);
    return made;
}

/** @returns {string} an id that nothing else on the page has */
export function freshId() {
    count += 1;
    return `rp_composer_${count}`;
}

/**
 * @param {string} title in English
 * @param {() => unknown} act
 * @param {string} [icon] of Font Awesome, instead of the title, which is then its name
 * @returns {HTMLButtonElement}
 */
export function button(title, act, icon) {
    const made = element('button', icon ? 'menu_button rp_icon' : 'menu_button rp_button');
    if (icon) {
        const sign = element('i', `fa-solid ${icon}`);
        sign.setAttribute('aria-hidden', 'true');
        made.append(sign);
        made.title = say(title);
        made.setAttribute('aria-label', say(title));
    } else {
        made.textContent = say(title);
    }
    return pressable(made, act);
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
