// @ts-check
/** The settings that SillyTavern keeps for this extension: what the language model is told, and asking without a tag. */
import { showButtons } from '../commands/asking.js';
import { guarded } from '../tavern/events.js';
import { ASKING, TELLING } from '../tavern/own_fields.js';
import { setSettings, settings } from '../tavern/stored.js';
import { say } from '../tavern/context.js';
import { tellAgain } from '../telling/instruction.js';
import { control } from './controls.js';

/** @typedef {import('../tavern/own_fields.js').Field} Field */

const KINDS = /** @type {const} */ ({ check: 'check', select: 'choice', number: 'number', text: 'text', long: 'long' });

/** @returns {HTMLElement[]} */
export function showTelling() {
    return TELLING.map(settingOf);
}

/** @returns {HTMLElement[]} */
export function showAsking() {
    return ASKING.map(settingOf);
}

/** @param {Field} field */
function settingOf(field) {
    const value = () => /** @type {any} */ (settings())[field.key];
    const options = Object.entries(field.options ?? {}).map(([name, words]) => ({ value: name, label: say(words) }));
    const described = { key: field.key, kind: KINDS[field.type], label: field.label, group: '', least: field.least, most: field.most, whole: true };
    const made = control(described, {
        value,
        isOwn: () => value() !== field.default,
        isWritable: () => true,
        error: () => '',
        options: () => options,
        set: given => take(given),
        reset: () => take(field.default),
    });

    /** @param {any} given */
    function take(given) {
        setSettings({ [field.key]: within(field, given) });
        showButtons();
        void guarded(tellAgain);
        made.update();
    }
    return made.whole;
}

/**
 * Return a value as the setting may have it.
 * @param {Field} field
 * @param {any} given
 */
export function within({ type, least = -Infinity, most = Infinity, default: usual }, given) {
    if (type !== 'number') {
        return given ?? usual;
    }
    return typeof given === 'number' ? Math.min(most, Math.max(least, Math.round(given))) : usual;
}
