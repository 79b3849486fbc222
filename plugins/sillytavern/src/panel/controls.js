// @ts-check
/** The control of one setting: an input of its kind, tied to its label, with help, error and a way back to inherited. */
import { element, fillOptions, freshId, iconButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { readValue, shownValue } from './fields.js';

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {{value: string, label: string}[]} Options */

/**
 * @typedef {object} Source What a control shows and changes.
 * @property {() => any} value
 * @property {() => boolean} isOwn
 * @property {() => string} error
 * @property {() => boolean} isWritable
 * @property {() => Options} options
 * @property {(value: any) => unknown} set
 * @property {() => unknown} reset
 *
 * @typedef {{whole: HTMLElement, update: () => void}} Control
 */

/** What stands for words that are no named style. */
const OWN_WORDS = '\u0000own';

/**
 * Make the control of a setting.
 * @param {Field} field
 * @param {Source} source
 * @returns {Control}
 */
export function control(field, source) {
    const id = freshId();
    const error = element('small', 'rp_error');
    error.id = `${id}_error`;
    error.setAttribute('role', 'alert');
    const take = (/** @type {any} */ value) => source.set(value);
    const input = inputOf(field, source, take, problem => tell(problem));
    input.main.id = id;
    input.main.setAttribute('aria-describedby', error.id);
    const label = element('label', '', say(field.label));
    label.htmlFor = id;
    const back = iconButton('fa-rotate-left', 'Inherit it again', () => source.reset(), 'menu_button rp_icon');
    back.classList.add('rp_reset');
    const head = element('div', 'rp_setting_head', ...(field.kind === 'check' ? [input.whole, label] : [label]), back);
    const help = field.help ? [element('small', 'rp_help', say(field.help))] : [];
    const whole = element('div', 'rp_setting', head, ...(field.kind === 'check' ? [] : [input.whole]), ...help, error);
    whole.dataset.key = field.key;

    /** @param {string} problem */
    function tell(problem) {
        error.textContent = problem;
        input.main.setAttribute('aria-invalid', String(problem !== ''));
        whole.classList.toggle('rp_wrong', problem !== '');
    }

    function update() {
        const problem = source.error();
        if (!problem && document.activeElement !== input.main) {
            input.show(source.value());
        }
        input.disable(!source.isWritable());
        back.hidden = !source.isOwn() || !source.isWritable();
        whole.classList.toggle('rp_own', source.isOwn());
        tell(problem);
    }
    update();
    return { whole, update };
}

/**
 * @typedef {object} Input
 * @property {HTMLElement} whole
 * @property {HTMLElement} main what the label belongs to
 * @property {(value: any) => void} show
 * @property {(disabled: boolean) => void} disable
 */

/**
 * @param {Field} field
 * @param {Source} source
 * @param {(value: any) => unknown} take
 * @param {(problem: string) => void} tell
 * @returns {Input}
 */
function inputOf(field, source, take, tell) {
    const read = (/** @type {string} */ shown) => {
        const found = readValue(field, shown);
        if ('problem' in found) {
            tell(say(found.problem));
        } else {
            take(found.value);
        }
    };
    switch (field.kind) {
        case 'check':
            return checkbox(take);
        case 'choice':
            return choice(source, read);
        case 'style':
            return style(field, source, read);
        case 'long': case 'lines': case 'json':
            return area(field, read);
        default:
            return line(field, source, read);
    }
}

/**
 * @param {(value: boolean) => unknown} take
 * @returns {Input}
 */
function checkbox(take) {
    const box = element('input');
    box.type = 'checkbox';
    box.addEventListener('change', () => take(box.checked));
    return { whole: box, main: box, show: value => { box.checked = Boolean(value); }, disable: off => { box.disabled = off; } };
}

/**
 * @param {Source} source
 * @param {(shown: string) => unknown} read
 * @returns {Input}
 */
function choice(source, read) {
    const field = element('select', 'text_pole');
    field.addEventListener('change', () => read(field.value));
    const show = (/** @type {any} */ value) => fillOptions(field, source.options(), value === null || value === undefined ? '' : String(value));
    return { whole: field, main: field, show, disable: off => { field.disabled = off; } };
}

/**
 * A style by its name, or in words.
 * @param {Field} described
 * @param {Source} source
 * @param {(shown: string) => unknown} read
 * @returns {Input}
 */
function style(described, source, read) {
    const field = element('select', 'text_pole');
    const words = element('textarea', 'text_pole rp_words');
    words.rows = 2;
    words.setAttribute('aria-label', say('The style in words'));
    field.addEventListener('change', () => {
        const own = field.value === OWN_WORDS;
        words.hidden = !own;
        own ? words.focus() : read(field.value);
    });
    words.addEventListener('change', () => read(words.value));
    const show = (/** @type {any} */ value) => {
        const options = source.options();
        const named = !value || options.some(one => one.value === value);
        const all = [{ value: '', label: say(described.empty ?? 'none') }, ...options, { value: OWN_WORDS, label: say('in my own words') }];
        fillOptions(field, all, named ? value ?? '' : OWN_WORDS);
        words.hidden = named;
        if (document.activeElement !== words) {
            words.value = named ? '' : value;
        }
    };
    const disable = (/** @type {boolean} */ off) => {
        field.disabled = off;
        words.disabled = off;
    };
    return { whole: element('div', 'rp_style', field, words), main: field, show, disable };
}

/**
 * @param {Field} field
 * @param {(shown: string) => unknown} read
 * @returns {Input}
 */
function area(field, read) {
    const box = element('textarea', `text_pole${field.kind === 'json' ? ' monospace' : ''}`);
    box.rows = field.kind === 'long' ? 2 : 4;
    box.placeholder = field.example ?? '';
    box.spellcheck = field.kind === 'long';
    box.addEventListener('change', () => read(box.value));
    return { whole: box, main: box, show: value => { box.value = shownValue(field, value); }, disable: off => { box.disabled = off; } };
}

/**
 * @param {Field} field
 * @param {Source} source
 * @param {(shown: string) => unknown} read
 * @returns {Input}
 */
function line(field, source, read) {
    const box = element('input', 'text_pole');
    box.type = field.kind === 'number' ? 'number' : 'text';
    box.autocomplete = 'off';
    box.placeholder = field.example ?? '';
    if (field.kind === 'number') {
        Object.assign(box, { min: String(field.least ?? ''), max: String(field.most ?? ''), step: field.whole ? '1' : 'any' });
        box.inputMode = field.whole ? 'numeric' : 'decimal';
    }
    box.addEventListener('change', () => read(box.value));
    const list = element('datalist');
    list.id = freshId();
    const suggests = field.kind === 'suggest' || field.kind === 'model';
    if (suggests) {
        box.setAttribute('list', list.id);
    }
    const show = (/** @type {any} */ value) => {
        box.value = shownValue(field, value);
        if (suggests) {
            list.replaceChildren(...source.options().filter(one => one.value).map(one => new Option(one.label, one.value)));
        }
    };
    return { whole: suggests ? element('div', 'rp_line', box, list) : box, main: box, show, disable: off => { box.disabled = off; } };
}
