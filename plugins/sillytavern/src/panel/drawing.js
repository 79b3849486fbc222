// @ts-check
/** The part of the panel that speaks of how pictures are drawn: it is there as soon as the server is. */
import { composedNow } from '../flow/meant.js';
import { element, folding } from '../page/elements.js';
import { present } from '../tavern/cards.js';
import { tavern } from '../tavern/context.js';
import { guarded, on } from '../tavern/events.js';
import { allSettings } from '../tavern/neighbours.js';
import { profileName, setSettings } from '../tavern/stored.js';
import { Editing } from './editing.js';
import { showForm } from './form.js';
import { offers } from './importing.js';
import { Knowledge } from './knowledge.js';
import { showLogs } from './logs.js';
import { showOverrides } from './overrides.js';
import { choosePersonaAvatar } from './persona.js';
import { showPreview } from './preview.js';
import { showProfiles } from './profile.js';
import { showSpending } from './spending.js';
import { showTakingOver } from './taking_over.js';

/** @typedef {import('./panel.js').Shown} App */
/** @typedef {ReturnType<typeof import('../backend/api.js').apiOf>} Api */

/** Events after which the prompt of the last request may be another, or somebody else may be there. */
const STORY = ['CHAT_CHANGED', 'CHARACTER_MESSAGE_RENDERED', 'USER_MESSAGE_RENDERED', 'MESSAGE_UPDATED', 'MESSAGE_SWIPED', 'MESSAGE_DELETED'];

/**
 * @param {App} app
 * @returns {HTMLElement[]}
 */
export function showDrawing(app) {
    const api = app.settingsApi;
    const editing = new Editing(api);
    const knowledge = new Knowledge(api);
    const story = (/** @type {() => unknown} */ listener) => on(STORY, listener, app.until);
    const changing = (/** @type {() => unknown} */ listener) => {
        editing.follow(listener);
        story(listener);
    };
    const whole = element(
        'div', 'rp_drawing', showProfiles(app, editing, knowledge), preview(app.api, changing),
        showForm(editing, knowledge, { people: () => [choosePersonaAvatar()] }),
        folding('Otherwise for one character', body => body.append(showOverrides(editing, knowledge, present, story))),
        folding('Spending', body => body.append(showSpending(api)), true),
        folding('Log', body => body.append(showLogs(api, () => about(app))), true),
        folding('Take over settings of other extensions', body => body.append(takingOver(app, editing, knowledge)), true),
    );
    whole.hidden = true;
    /** @type {{name: string, now: string}|null} */
    let known = null;
    editing.follow(() => {
        const now = ['backend', 'templates', 'aspect_ratio'].map(name => JSON.stringify(editing.value([name]) ?? null)).join();
        if (known && editing.name === known.name && now !== known.now) {
            void guarded(() => app.connection.connect());
        }
        known = { name: editing.name, now };
    });
    app.connection.follow(status => void guarded(async () => {
        if (status.state === 'connected') {
            await load(editing, knowledge);
        }
        whole.hidden = status.state !== 'connected' && (status.state !== 'looking' || whole.hidden);
    }), app.until);
    return [whole];
}

/**
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 */
async function load(editing, knowledge) {
    await editing.open(profileName());
    await knowledge.refresh(editing.name);
}

/**
 * @param {Api} api
 * @param {(listener: () => unknown) => void} follow
 */
function preview(api, follow) {
    /** @type {Set<() => unknown>} */
    const listeners = new Set();
    follow(() => listeners.forEach(listener => listener()));
    const made = folding('Preview of the prompt', body => {
        body.append(showPreview({ compose: typed => composedNow(api, typed), follow: listener => listeners.add(listener) }));
    });
    made.addEventListener('toggle', () => listeners.forEach(listener => listener()));
    return made;
}

/** @param {App} app */
function about({ connection: { status } }) {
    return `rp-composer ${status.version}, ${status.way}, ${status.backends.join(', ')}; ${navigator.userAgent}`;
}

/**
 * @param {App} app
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 */
function takingOver(app, editing, knowledge) {
    return showTakingOver({
        offers: () => offers(allSettings(), tavern().characters),
        isThere: name => knowledge.profiles.some(one => one.name === name),
        write: app.settingsApi.write,
        keep: app.settingsApi.keep,
        taken: async (offer, name) => {
            setSettings({ profile: name, ...(offer.personaAvatar ? { personaAvatar: offer.personaAvatar } : {}) });
            await load(editing, knowledge);
            await app.connection.connect();
        },
    });
}
