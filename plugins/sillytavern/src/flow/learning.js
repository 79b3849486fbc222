// @ts-check
/** What the page has to know of the profile: the shape of its pictures, and the forms of request that are its own. */
import { on } from '../tavern/events.js';
import { chat, show, swipeOf, textOf } from '../tavern/messages.js';
import { profileName, setSettings, settings } from '../tavern/stored.js';
import { scan } from '../requests/tags.js';
import { setTemplates } from '../requests/templates.js';

/**
 * Learn it whenever the profile may be another; until the server is there, what was heard last counts.
 * @param {import('../backend/connection.js').Connection} connection
 * @param {ReturnType<typeof import('../backend/settings_api.js').settingsApiOf>} api
 * @param {() => unknown} serveOpen serves the open chat, since it may have requests that nobody saw
 */
export function learnProfiles(connection, api, serveOpen) {
    setTemplates(settings().templates);
    /** @type {string|null} */
    let known = null;

    /** @param {boolean} anew whether the profile may have changed */
    async function learn(anew) {
        const { state, profile } = connection.status;
        const name = profileName() || profile;
        if (state !== 'connected' || (name === known && !anew)) {
            return;
        }
        const answer = await api.profile(name).catch(() => null);
        if (answer && name === (profileName() || profile)) {
            known = name;
            take(answer.settings, serveOpen);
        }
    }
    connection.follow(status => void (status.state === 'connected' && learn(true)));
    on(['CHAT_CHANGED'], () => learn(false));
}

/**
 * @param {Record<string, any>} profile
 * @param {() => unknown} serveOpen
 */
function take(profile, serveOpen) {
    const [width, height] = String(profile.aspect_ratio ?? '').split(':').map(Number);
    const ratio = width > 0 && height > 0 ? Math.round((width / height) * 1000) / 1000 : 1;
    const templates = Array.isArray(profile.templates) ? profile.templates.map(String) : [];
    if (ratio !== settings().ratio || String(templates) !== String(settings().templates)) {
        setSettings({ ratio, templates });
    }
    const before = chat().filter(asks);
    if (setTemplates(templates)) {
        new Set([...before, ...chat().filter(asks)]).forEach(show);
        void serveOpen();
    }
}

/** @param {import('../tavern/context.js').Message} message */
function asks(message) {
    return scan(textOf(message, swipeOf(message)) ?? '').some(tag => tag.status !== 'done');
}
