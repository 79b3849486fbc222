// @ts-check
/** The choice of the profile, for all chats and for the open one; saving it under another name, and deleting it. */
import { acted } from '../page/acting.js';
import { element, fillOptions, freshId, iconButton, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { on } from '../tavern/events.js';
import { confirmed } from '../tavern/popups.js';
import { chatProfile, profileName, setChatProfile, setSettings, settings } from '../tavern/stored.js';
import { missingKeyOf } from './key.js';

/** @typedef {import('./editing.js').Editing} Editing */
/** @typedef {import('./knowledge.js').Knowledge} Knowledge */

/**
 * Return the fields, filled again whenever more is known.
 * @param {import('./panel.js').Shown} app
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @returns {HTMLElement}
 */
export function showProfiles(app, editing, knowledge) {
    const everywhere = select('Profile', 'rp_composer_profile', value => setSettings({ profile: value }));
    const here = select('Profile in this chat', 'rp_composer_chat_profile', setChatProfile);
    const about = element('small', 'rp_help');
    const naming = savingAs(editing, name => choose(() => (chatProfile() ? setChatProfile(name) : setSettings({ profile: name }))));
    const remove = iconButton('fa-trash-can', 'Delete', drop, 'menu_button rp_icon');
    everywhere.row.append(naming.open, remove);

    /**
     * @param {string} title
     * @param {string} id
     * @param {(value: string) => void} take
     */
    function select(title, id, take) {
        const field = element('select', 'text_pole');
        field.id = id;
        field.addEventListener('change', () => choose(() => take(field.value)));
        const label = element('label', '', say(title));
        label.htmlFor = id;
        const row = element('div', 'rp_row', field);
        return { field, row, whole: element('div', 'rp_setting', label, row) };
    }

    /** @param {() => void} take */
    function choose(take) {
        take();
        void acted(async () => {
            await app.connection.connect();
            await app.serveOpen();
        });
    }

    async function drop() {
        const { name } = editing;
        if (!await confirmed(say('Delete the profile {name}?', { name }), say('Its settings are gone then. Pictures that are drawn stay.'), 'Delete')) {
            return;
        }
        await editing.remove();
        if (editing.name !== name) {
            choose(() => (chatProfile() === name ? setChatProfile('') : setSettings({ profile: '' })));
        } else {
            await knowledge.refresh(editing.name);
        }
    }

    function update() {
        const own = knowledge.profiles.find(one => one.active)?.name;
        const options = knowledge.profiles.map(one => ({ value: one.name, label: one.name, disabled: Boolean(one.problem) }));
        const first = own ? say("The server's own ({name})", { name: own }) : say("The server's own");
        fillOptions(everywhere.field, [{ value: '', label: first }, ...options], settings().profile);
        fillOptions(here.field, [{ value: '', label: say('the same as everywhere') }, ...options], chatProfile());
        about.textContent = editing.name ? aboutText(editing) : '';
        remove.hidden = editing.origin !== 'user';
    }
    editing.follow(update);
    knowledge.follow(update);
    on(['CHAT_CHANGED'], async () => {
        if (editing.name && app.connection.status.state === 'connected') {
            await editing.open(profileName());
        }
        update();
    }, app.until);
    update();
    return element('div', 'rp_profiles', everywhere.whole, naming.whole, missingKeyOf(editing, knowledge), here.whole, about);
}

/** @param {Editing} editing */
function aboutText({ name, origin }) {
    const texts = {
        'built-in': 'Shown below: {name}, which comes with rp-composer. The first change makes one of your own of it.',
        user: 'Shown below: {name}, your own. Changes are kept at once.',
        'started with': 'Shown below: {name}, with which the server was started. Save it under another name to change it.',
    };
    return say(texts[origin], { name });
}

/**
 * @param {Editing} editing
 * @param {(name: string) => void} saved
 */
function savingAs(editing, saved) {
    const field = element('input', 'text_pole');
    Object.assign(field, { type: 'text', autocomplete: 'off', id: freshId(), placeholder: 'my-profile', maxLength: 64 });
    const label = element('label', '', say('Name of the new profile'));
    label.htmlFor = field.id;
    const error = element('small', 'rp_error');
    error.setAttribute('role', 'alert');
    const whole = element('div', 'rp_setting', label, element('div', 'rp_row', field, textButton('Save', save)), error);
    whole.hidden = true;
    const open = iconButton('fa-copy', 'Save under another name', () => {
        whole.hidden = !whole.hidden;
        field.focus();
    }, 'menu_button rp_icon');

    async function save() {
        const name = field.value.trim();
        if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
            error.textContent = say('Letters, digits, - and _, at most 64');
        } else if (await editing.saveAs(name)) {
            error.textContent = '';
            field.value = '';
            whole.hidden = true;
            saved(name);
        } else {
            error.textContent = [...editing.errors.values()].join('\n');
        }
    }
    field.addEventListener('keydown', event => {
        if (event.key === 'Enter') {
            event.preventDefault();
            void acted(save);
        }
    });
    return { whole, open };
}
