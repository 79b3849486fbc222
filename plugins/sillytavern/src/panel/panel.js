// @ts-check
/** The drawer among SillyTavern's extension settings. */
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { setSettings, settings } from '../tavern/stored.js';
import { showConnection } from './connection.js';
import { showProfiles } from './profile.js';

/** @typedef {import('../start.js').App} App */

/**
 * Add the drawer.
 * @param {App} app
 */
export function showPanel(app) {
    const place = document.getElementById('extensions_settings2') ?? document.getElementById('extensions_settings');
    if (!place || document.getElementById('rp_composer_panel')) {
        return;
    }
    const content = div('inline-drawer-content');
    place.append(drawer(content));
    content.append(
        check('Draw pictures in this SillyTavern', settings().enabled, enabled => change(app, { enabled })),
        choice(),
        text('Address of the picture server', settings().address, 'http://127.0.0.1:8765', address => reconnect(app, { address })),
        text('Token, if the server asks for one', settings().token, '', token => reconnect(app, { token }), 'password'),
        showConnection(app),
        showProfiles(app),
        check('Draw requests in my own messages, too', settings().users, users => change(app, { users })),
    );

    function choice() {
        const options = { on: 'by themselves', ask: 'after I press a button', off: 'only when I ask' };
        return select('Pictures are drawn', options, settings().automatic, automatic => change(app, { automatic }));
    }
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
    const whole = div('inline-drawer');
    whole.id = 'rp_composer_panel';
    const head = div('inline-drawer-toggle inline-drawer-header');
    const title = document.createElement('b');
    title.textContent = say('Pictures (rp-composer)');
    const icon = div('inline-drawer-icon fa-solid fa-circle-chevron-down down');
    head.append(title, icon);
    whole.append(head, content);
    return whole;
}

/** @param {string} classes */
function div(classes) {
    const made = document.createElement('div');
    made.className = classes;
    return made;
}

/**
 * @param {string} title
 * @param {HTMLElement} field
 */
function labelled(title, field) {
    const label = document.createElement('label');
    label.className = 'rp_field';
    const words = document.createElement('span');
    words.textContent = say(title);
    label.append(words, field);
    return label;
}

/**
 * @param {string} title
 * @param {boolean} checked
 * @param {(checked: boolean) => void} changed
 */
function check(title, checked, changed) {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = checked;
    box.addEventListener('change', () => changed(box.checked));
    const label = labelled(title, box);
    label.className = 'checkbox_label rp_check';
    label.prepend(box);
    return label;
}

/**
 * @param {string} title
 * @param {string} value
 * @param {string} example
 * @param {(value: string) => void} changed
 * @param {string} [type]
 */
function text(title, value, example, changed, type = 'text') {
    const field = document.createElement('input');
    field.type = type;
    field.className = 'text_pole';
    field.autocomplete = 'off';
    field.value = value;
    field.placeholder = example;
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
    const field = document.createElement('select');
    field.className = 'text_pole';
    for (const [name, words] of Object.entries(options)) {
        field.append(new Option(say(/** @type {string} */ (words)), name, false, name === value));
    }
    field.addEventListener('change', () => changed(/** @type {Name} */ (field.value)));
    return labelled(title, field);
}
