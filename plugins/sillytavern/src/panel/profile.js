// @ts-check
/** The choice of the profile: how pictures are drawn, and by whom. */
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { setSettings, settings } from '../tavern/stored.js';

/**
 * Return the field with the server's profiles, filled again whenever the server is found.
 * @param {import('../start.js').App} app
 * @returns {HTMLElement}
 */
export function showProfiles({ connection, api, serveOpen }) {
    const label = document.createElement('label');
    label.className = 'rp_field';
    const title = document.createElement('span');
    title.textContent = say('Profile');
    const field = document.createElement('select');
    field.className = 'text_pole';
    field.id = 'rp_composer_profile';
    fill(field, []);
    field.addEventListener('change', () => {
        setSettings({ profile: field.value });
        void guarded(() => connection.connect().then(serveOpen));
    });
    connection.follow(status => void guarded(async () => {
        if (status.state === 'connected') {
            fill(field, await api.profiles());
        }
    }));
    label.append(title, field);
    return label;
}

/**
 * @param {HTMLSelectElement} field
 * @param {{name: string, active: boolean, problem: string}[]} profiles
 */
function fill(field, profiles) {
    const chosen = settings().profile;
    const own = profiles.find(one => one.active)?.name;
    const first = own ? say("The server's own ({name})", { name: own }) : say("The server's own");
    field.replaceChildren(new Option(first, '', false, chosen === ''));
    const names = profiles.map(one => one.name);
    for (const name of chosen && !names.includes(chosen) ? [...names, chosen] : names) {
        const option = new Option(name, name, false, name === chosen);
        option.disabled = Boolean(profiles.find(one => one.name === name)?.problem);
        field.append(option);
    }
}
