// @ts-check
/** Which avatar shows the persona where avatars travel as reference pictures: the one in use, or always the same. */
import { element, fillOptions, freshId } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { personaAvatars } from '../tavern/avatars.js';
import { setSettings, settings } from '../tavern/stored.js';

/** @returns {HTMLElement} */
export function choosePersonaAvatar() {
    const field = element('select', 'text_pole');
    field.id = freshId();
    const label = element('label', '', say("My persona's picture"));
    label.htmlFor = field.id;
    const shown = element('img', 'rp_avatar');
    shown.alt = '';
    const show = () => {
        shown.hidden = field.value === '';
        if (field.value) {
            shown.src = `/User Avatars/${encodeURIComponent(field.value)}`;
        }
    };
    const fill = (/** @type {string[]} */ files) => {
        const options = files.map(file => ({ value: file, label: file.replace(/\.[^.]+$/, '') }));
        fillOptions(field, [{ value: '', label: say('of the persona in use') }, ...options], settings().personaAvatar);
        show();
    };
    field.addEventListener('change', () => {
        setSettings({ personaAvatar: field.value });
        show();
    });
    fill([]);
    void guarded(async () => fill(await personaAvatars()));
    return element('div', 'rp_setting', label, element('div', 'rp_row', field, shown));
}
