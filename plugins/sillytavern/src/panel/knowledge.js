// @ts-check
/** What the server knows beside the profile itself: who can draw, models, styles, keys; asked anew when it may differ. */
import { say } from '../tavern/context.js';
import { modelOf, namesFor } from './models.js';

/** @typedef {ReturnType<typeof import('../backend/settings_api.js').settingsApiOf>} Api */
/** @typedef {import('./editing.js').Editing} Editing */

/** The ratios that are offered where a model says nothing. */
const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const RESOLUTIONS = ['512', '1K', '2K', '4K'];

export class Knowledge {
    /** @type {import('../backend/settings_api.js').ProfileEntry[]} */
    profiles = [];
    /** @type {import('../backend/settings_api.js').BackendEntry[]} */
    backends = [];
    /** @type {import('./models.js').Model[]} */
    models = [];
    /** @type {import('../backend/settings_api.js').BackendModels[]} */
    listed = [];
    /** @type {import('../backend/settings_api.js').Style[]} */
    styles = [];
    /** @type {import('../backend/settings_api.js').StoredKey[]} */
    keys = [];
    /** @type {Set<() => unknown>} */
    #listeners = new Set();

    /** @param {Api} api */
    constructor(api) {
        this.api = api;
    }

    /** @param {() => unknown} listener */
    follow(listener) {
        this.#listeners.add(listener);
    }

    /**
     * Ask for everything that may have changed.
     * @param {string} profile
     */
    async refresh(profile) {
        const [profiles, backends, { models, backends: listed }, styles, keys] = await Promise.all([
            this.api.profiles(), this.api.backends(), this.api.models(), this.api.styles(profile), this.api.keys(),
        ]);
        Object.assign(this, { profiles, backends, models, styles, keys });
        this.#add(listed);
        this.#tell();
    }

    /**
     * Have the backends of a profile list their models now.
     * @param {string} profile
     */
    async askModels(profile) {
        this.#add((await this.api.models(profile)).backends);
        this.#tell();
    }

    /** Ask which keys are kept. */
    async askKeys() {
        this.keys = await this.api.keys();
        this.#tell();
    }

    /**
     * @param {Editing} editing
     * @returns {import('./models.js').Model|undefined} what is known of the profile's model
     */
    model(editing) {
        return modelOf(this.models, editing.value(['backend']) ?? '', editing.value(['model']) ?? '');
    }

    /**
     * Return the address that a profile's calls go to, "" where there is none.
     * @param {Editing} editing
     */
    addressOf(editing) {
        return editing.value(['endpoint']) || this.backends.find(one => one.name === editing.value(['backend']))?.endpoint || '';
    }

    /**
     * Return what can be chosen for a field.
     * @param {import('./fields.js').Field} field
     * @param {Editing} editing
     * @returns {{value: string, label: string}[]}
     */
    optionsOf(field, editing) {
        if (field.kind === 'style') {
            return this.styles.map(style => ({ value: style.name, label: style.label || style.name }));
        }
        if (field.kind === 'model') {
            return namesFor(this.models, this.listed, editing.value(['backend']) ?? '');
        }
        const own = (field.options ?? []).map(([value, words]) => ({ value, label: say(words) }));
        return [...own, ...this.#from(field, editing).map(value => ({ value, label: value }))];
    }

    /**
     * @param {import('./fields.js').Field} field
     * @param {Editing} editing
     * @returns {string[]}
     */
    #from(field, editing) {
        const model = this.model(editing);
        switch (field.from) {
            case 'backends': return this.backends.map(one => one.name);
            case 'profiles': return this.profiles.map(one => one.name);
            case 'ratios': return model?.aspect_ratios.length ? model.aspect_ratios : RATIOS;
            case 'sizes': return model?.sizes ?? [];
            case 'qualities': return model?.qualities ?? [];
            case 'resolutions': return model?.resolutions.length ? model.resolutions : RESOLUTIONS;
            default: return [];
        }
    }

    /** @param {import('../backend/settings_api.js').BackendModels[]} listed */
    #add(listed) {
        const fresh = new Set(listed.filter(one => one.models.length || one.reason).map(one => one.backend));
        this.listed = [...this.listed.filter(one => !fresh.has(one.backend)), ...listed.filter(one => fresh.has(one.backend))];
    }

    #tell() {
        this.#listeners.forEach(listener => listener());
    }
}
