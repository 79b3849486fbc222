// @ts-check
/** The drawer among SillyTavern's extension settings. */
import { element, fillOptions, folding, freshId } from '../page/elements.js';
import { say, tavern } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { LANGUAGES, chooseLanguage, onLanguage } from '../tavern/language.js';
import { setSettings, settings } from '../tavern/stored.js';
import { showRivals } from './choosing.js';
import { showConnection } from './server.js';
import { showDrawing } from './drawing.js';
import { showAsking, showTelling } from './own_settings.js';

/** @typedef {import('../start.js').App} App */

/** @typedef {App & {until: AbortSignal}} Shown The parts, and what ends whatever listens for this panel. */

/**
 * Add the drawer, and make it anew whenever another language counts.
 * @param {App} app
 */
export function showPanel(app) {
    let ended = new AbortController();
    show({ ...app, until: ended.signal });
    onLanguage(() => {
        const old = document.getElementById('rp_composer_panel');
        if (old) {
            ended.abort();
            ended = new AbortController();
            const open = openIn(old);
            old.remove();
            show({ ...app, until: ended.signal }, open);
        }
    });
}

/**
 * @param {Shown} app
 * @param {Set<string>} [open] the groups that are open at once, and the drawer with them
 */
function show(app, open) {
    const place = document.getElementById('extensions_settings2') ?? document.getElementById('extensions_settings');
    if (!place || document.getElementById('rp_composer_panel')) {
        return;
    }
    const content = element('div', 'inline-drawer-content');
    place.append(drawer(content));
    content.append(
        ...showRivals(app),
        showConnection(app),
        check('Draw pictures in this SillyTavern', settings().enabled, enabled => change(app, { enabled })),
        check('Draw requests in my own messages, too', settings().users, users => change(app, { users })),
        select('Pictures are drawn', AUTOMATIC, settings().automatic, automatic => change(app, { automatic })),
        folding('Server and language', body => body.append(...server(app), language())),
        folding('What the language model is told', body => body.append(...showTelling())),
        folding('Pictures without a request of the model', body => body.append(...showAsking())),
        ...showDrawing(app),
    );
    if (open) {
        content.style.display = 'block';
        content.querySelectorAll('details').forEach(group => { group.open = open.has(group.dataset.group ?? ''); });
    }
}

/** @param {HTMLElement} panel */
function openIn(panel) {
    const groups = /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll('details[data-group][open]'));
    return new Set([...groups].map(group => group.dataset.group ?? ''));
}

const AUTOMATIC = { on: 'by themselves', ask: 'after I press a button', off: 'only when I ask' };

/** @param {App} app */
function server(app) {
    return [
        text('Address of the picture server', settings().address, 'http://127.0.0.1:8765', address => reconnect(app, { address })),
        text('Token, if the server asks for one', settings().token, '', token => reconnect(app, { token }), 'password'),
    ];
}

function language() {
    const languages = { '': 'the same as SillyTavern', ...LANGUAGES };
    return select('Language of rp-composer', languages, /** @type {any} */ (settings().language), chosen => {
        setSettings({ language: chosen });
        void guarded(() => chooseLanguage(chosen, tavern().getCurrentLocale?.()));
    });
}

/**
 * @param {App} app
 * @param {Partial<import('../tavern/stored.js').Settings>} changes
 */
function change(app, changes) {
    setSettings(changes);
    void guarded(app.serveOpen);
}

/**
 * @param {App} app
 * @param {Partial<import('../tavern/stored.js').Settings>} changes
 */
function reconnect(app, changes) {
    setSettings(changes);
    void guarded(() => app.connection.connect());
}

/** @param {HTMLElement} content */
function drawer(content) {
    const icon = element('div', 'inline-drawer-icon fa-solid fa-circle-chevron-down down');
    const head = element('div', 'inline-drawer-toggle inline-drawer-header', element('b', '', say('Pictures (rp-composer)')), icon);
    const whole = element('div', 'inline-drawer', head, content);
    whole.id = 'rp_composer_panel';
    return whole;
}

/**
 * @param {string} title
 * @param {HTMLElement} field
 */
function labelled(title, field) {
    field.id = freshId();
    const label = element('label', '', say(title));
    label.htmlFor = field.id;
    return element('div', 'rp_setting', label, field);
}

/**
 * @param {string} title
 * @param {boolean} checked
 * @param {(checked: boolean) => void} changed
 */
function check(title, checked, changed) {
    const box = element('input');
    box.type = 'checkbox';
    box.checked = checked;
    box.addEventListener('change', () => changed(box.checked));
    return element('label', 'checkbox_label rp_check', box, element('span', '', say(title)));
}

/**
 * @param {string} title
 * @param {string} value
 * @param {string} example
 * @param {(value: string) => void} changed
 * @param {string} [type]
 */
function text(title, value, example, changed, type = 'text') {
    const field = element('input', 'text_pole');
    Object.assign(field, { type, value, placeholder: example, autocomplete: 'off' });
    field.addEventListener('change', () => changed(field.value.trim()));
    return labelled(title, field);
}

/**
 * @template {string} Name
 * @param {string} title
 * @param {Record<Name, string>} options
 * @param {Name} value
 * @param {(value: Name) => void} changed
 */
function select(title, options, value, changed) {
    const field = element('select', 'text_pole');
    fillOptions(field, Object.entries(options).map(([name, words]) => ({ value: name, label: say(/** @type {string} */ (words)) })), value);
    field.addEventListener('change', () => changed(/** @type {Name} */ (field.value)));
    return labelled(title, field);
}
