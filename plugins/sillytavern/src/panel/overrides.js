// @ts-check
/** What is otherwise for one character, whenever they are in the picture: kept in the profile, by their name. */
import { element, fillOptions, freshId, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { OVERRIDES } from './fields.js';
import { settingOf } from './form.js';

/** @typedef {import('./editing.js').Editing} Editing */
/** @typedef {import('./knowledge.js').Knowledge} Knowledge */

/**
 * Return the overrides: a choice of a person, and what they have otherwise.
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @param {() => string[]} present the names of those in the open chat
 * @param {(listener: () => unknown) => void} follow calls the listener when somebody else may be present
 * @returns {HTMLElement}
 */
export function showOverrides(editing, knowledge, present, follow) {
    const field = element('select', 'text_pole');
    field.id = freshId();
    const label = element('label', '', say('Character'));
    label.htmlFor = field.id;
    const fields = element('div', 'rp_group_body');
    const clear = textButton('Nothing otherwise for them', () => editing.reset(['characters', field.value]));
    let shown = '';

    function update() {
        const names = namesOf(present(), editing.value(['characters']) ?? {});
        const chosen = names.includes(field.value) ? field.value : names[0] ?? '';
        fillOptions(field, names.map(name => ({ value: name, label: name })), chosen);
        show(chosen);
        clear.hidden = !editing.isOwn(['characters', chosen]);
    }

    /** @param {string} name */
    function show(name) {
        if (name !== shown) {
            shown = name;
            fields.replaceChildren(...(name ? OVERRIDES.map(one => settingOf(one, editing, knowledge, ['characters', name])) : []));
        }
    }
    field.addEventListener('change', update);
    editing.follow(update);
    follow(update);
    update();
    return element('div', 'rp_overrides', element('div', 'rp_setting', label, field), fields, clear);
}

/**
 * Return whom the profile can speak of: those present first, then those it speaks of already.
 * @param {string[]} present
 * @param {Record<string, unknown>} spoken
 * @returns {string[]}
 */
export function namesOf(present, spoken) {
    const known = new Map();
    for (const name of [...present, ...Object.keys(spoken)]) {
        const key = name.toLowerCase();
        const said = Object.keys(spoken).find(one => one.toLowerCase() === key);
        known.set(key, known.get(key) ?? said ?? name);
    }
    return [...known.values()].filter(Boolean);
}
