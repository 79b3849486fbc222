// @ts-check
/** The form of a profile: every setting in groups that fold, with the key and the models of whoever draws. */
import { element, folding } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { control } from './controls.js';
import { FIELDS, GROUPS } from './fields.js';
import { keyOf } from './key.js';
import { aboutModel } from './about_model.js';

/** @typedef {import('./knowledge.js').Knowledge} Knowledge */
/** @typedef {import('./editing.js').Editing} Editing */
/** @typedef {import('./fields.js').Field} Field */
/** @typedef {import('./controls.js').Control} Control */

/**
 * Return the form.
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @param {Record<string, () => HTMLElement[]>} [more] what else stands in a group, by the group
 * @returns {HTMLElement}
 */
export function showForm(editing, knowledge, more = {}) {
    const whole = element('div', 'rp_form');
    const wrong = element('div', 'rp_error rp_form_error');
    wrong.setAttribute('role', 'alert');
    whole.append(wrong);
    for (const [group, title] of Object.entries(GROUPS)) {
        const fields = FIELDS.filter(field => field.group === group);
        whole.append(folding(title, body => fill(body, fields, group)));
    }
    const known = new Set(FIELDS.map(field => field.key));
    const tell = () => {
        const others = [...editing.errors].filter(([key]) => !known.has(key) && !key.startsWith('characters.'));
        wrong.textContent = others.map(([key, message]) => (key && !message.startsWith(key) ? `${key}: ${message}` : message)).join('\n');
    };
    editing.follow(tell);

    /**
     * @param {HTMLElement} body
     * @param {Field[]} fields
     * @param {string} group
     */
    function fill(body, fields, group) {
        const plain = fields.filter(field => !field.advanced);
        const rare = fields.filter(field => field.advanced);
        for (const field of plain) {
            body.append(settingOf(field, editing, knowledge));
            if (field.key === 'endpoint') {
                body.append(keyOf(editing, knowledge));
            }
            if (field.key === 'model') {
                body.append(aboutModel(editing, knowledge));
            }
        }
        body.append(...(more[group]?.() ?? []));
        const into = plain.length && rare.length ? element('div', 'rp_group_body') : body;
        rare.forEach(field => into.append(settingOf(field, editing, knowledge)));
        if (into !== body) {
            body.append(element('details', 'rp_more', element('summary', '', say('More')), into));
        }
    }
    return whole;
}

/**
 * Return the control of a setting, kept as the profile has it.
 * @param {Field} field
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @param {string[]} [within] where the field's key begins
 * @returns {HTMLElement}
 */
export function settingOf(field, editing, knowledge, within = []) {
    const path = [...within, ...field.key.split('.')];
    const made = control(field, {
        value: () => editing.value(path),
        isOwn: () => editing.isOwn(path),
        isWritable: () => editing.isWritable,
        error: () => editing.errors.get(path.join('.')) ?? '',
        options: () => knowledge.optionsOf(field, editing),
        set: value => void guarded(() => (isNothing(value) && within.length ? editing.reset(path) : editing.set(path, value))),
        reset: () => void guarded(() => editing.reset(path)),
    });
    editing.follow(made.update);
    knowledge.follow(made.update);
    return made.whole;
}

/**
 * Say whether a value says nothing; what says nothing of one character leaves them as the profile has it.
 * @param {any} value
 */
function isNothing(value) {
    return value === '' || value === null;
}
