// @ts-check
/** The key of a service: handed to the server once, and then only known to be there. */
import { acted } from '../page/acting.js';
import { element, freshId, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';

/** @typedef {import('./knowledge.js').Knowledge} Knowledge */
/** @typedef {import('./editing.js').Editing} Editing */

/**
 * Return the field for the key of whoever draws, to stand beside the choice of the profile: it is there when nothing can
 * be drawn without one, and stays until another profile is chosen, so that what has become of the key can be read.
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @returns {HTMLElement}
 */
export function missingKeyOf(editing, knowledge) {
    const whole = element('div', 'rp_missing_key', keyOf(editing, knowledge));
    let missed = '';
    const update = () => {
        missed = editing.keyMissing || editing.name === missed ? editing.name : '';
        whole.hidden = !missed;
    };
    editing.follow(update);
    update();
    return whole;
}

/**
 * Return the field for the key of whoever draws.
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @returns {HTMLElement}
 */
export function keyOf(editing, knowledge) {
    const field = element('input', 'text_pole');
    Object.assign(field, { type: 'password', autocomplete: 'new-password', id: freshId() });
    const label = element('label');
    label.htmlFor = field.id;
    const state = element('small', 'rp_help');
    state.setAttribute('role', 'status');
    const error = element('small', 'rp_error');
    error.setAttribute('role', 'alert');
    const keep = textButton('Keep', store);
    const forget = textButton('Forget', drop);
    field.addEventListener('keydown', event => {
        if (event.key === 'Enter') {
            event.preventDefault();
            void acted(store);
        }
    });
    const whole = element('div', 'rp_setting', element('div', 'rp_setting_head', label), element('div', 'rp_row', field, keep, forget), state, error);
    whole.dataset.key = 'key';

    async function store() {
        const key = field.value.trim();
        field.value = '';
        if (key) {
            await attempt(() => knowledge.api.keep(backend(), key, editing.value(['endpoint']) ?? ''));
        }
    }

    async function drop() {
        await attempt(() => knowledge.api.forget(backend(), originOf(knowledge.addressOf(editing))));
    }

    /** @param {() => Promise<unknown>} work */
    async function attempt(work) {
        try {
            await work();
            error.textContent = '';
        } catch (problem) {
            error.textContent = /** @type {any} */ (problem)?.message ?? String(problem);
        }
        await Promise.all([knowledge.askKeys(), editing.open(editing.name)]);
    }

    function backend() {
        return String(editing.value(['backend']) ?? '');
    }

    function update() {
        const address = knowledge.addressOf(editing);
        whole.hidden = address === '';
        label.textContent = originOf(address) ? say('Key for {address}', { address: originOf(address) }) : say('Key');
        const kept = address ? knowledge.keys.find(one => one.backend === backend() && one.origin === originOf(address)) : undefined;
        field.placeholder = kept ? say('A key is kept') : say('Handed to the server once, and not kept here');
        state.textContent = kept ? say('A key for {address} is kept by the server', { address: kept.origin }) : '';
        forget.hidden = !kept;
    }
    editing.follow(update);
    knowledge.follow(update);
    update();
    return whole;
}

/**
 * @param {string} address
 * @returns {string} "" when it is none
 */
function originOf(address) {
    try {
        return new URL(address).origin;
    } catch {
        return '';
    }
}
