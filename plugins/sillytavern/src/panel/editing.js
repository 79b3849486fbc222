// @ts-check
/**
 * A profile while it is edited: each change is written at once, one after another, and what the server says against a
 * value stays with its field. A built-in profile is not changed: the first edit writes one of the user's own that
 * extends it under the same name.
 */
import { at, put, without } from './nested.js';

/** @typedef {ReturnType<typeof import('../backend/settings_api.js').settingsApiOf>} Api */
/** @typedef {import('../backend/settings_api.js').ProfileEntry} Entry */

export class Editing {
    name = '';
    /** @type {Entry['origin']} */
    origin = 'built-in';
    /** @type {Record<string, any>} what the profile's own file says */
    written = {};
    /** @type {Record<string, any>} what counts in the end */
    settings = {};
    /** whether whoever draws wants a key that the server does not have */
    keyMissing = false;
    /** @type {Map<string, string>} what is wrong, by field; "" for no field */
    errors = new Map();
    /** @type {Set<() => unknown>} */
    #listeners = new Set();
    /** @type {Promise<unknown>} */
    #before = Promise.resolve();

    /** @param {Pick<Api, 'profiles'|'profile'|'write'|'remove'>} api */
    constructor(api) {
        this.api = api;
    }

    /**
     * Be told of every change.
     * @param {() => unknown} listener
     */
    follow(listener) {
        this.#listeners.add(listener);
    }

    /**
     * Take up a profile.
     * @param {string} name "" for the server's own
     */
    open(name) {
        return this.#inTurn(async () => {
            const entries = await this.api.profiles();
            const entry = entries.find(one => one.name === name) ?? entries.find(one => one.active) ?? entries[0];
            this.#take(await this.api.profile(entry.name), entry.origin);
        });
    }

    /** Whether its file may be written: not that of a profile which the server was started with. */
    get isWritable() {
        return this.origin !== 'started with' && this.name !== '';
    }

    /** @param {readonly string[]} path */
    value(path) {
        return at(this.settings, path);
    }

    /**
     * Say whether the profile itself says it; else it is inherited.
     * @param {readonly string[]} path
     */
    isOwn(path) {
        return this.origin !== 'built-in' && at(this.written, path) !== undefined;
    }

    /**
     * @param {readonly string[]} path
     * @param {any} value
     */
    set(path, value) {
        return this.#write(path, own => put(own, path, value));
    }

    /**
     * Have a field inherited again.
     * @param {readonly string[]} path
     */
    reset(path) {
        return this.#write(path, own => without(own, path));
    }

    /**
     * Write several settings at once.
     * @param {[readonly string[], any][]} changes
     */
    setAll(changes) {
        return this.#write([], own => changes.reduce((all, [path, value]) => put(all, path, value), own));
    }

    /**
     * Save what is open under another name, and go on with that.
     * @param {string} name
     * @returns {Promise<boolean>} whether it was saved
     */
    async saveAs(name) {
        const { name: _, ...own } = this.written;
        const body = this.origin === 'built-in' ? { extends: this.name } : own;
        return await this.#inTurn(async () => {
            this.#take(await this.api.write(name, body), 'user');
        }, []);
    }

    /** Delete the profile; where it took a built-in one's place, that one is open then, else the server's own. */
    async remove() {
        const { name } = this;
        const gone = await this.#inTurn(() => this.api.remove(name), []);
        if (gone) {
            await this.open(name);
        }
    }

    /**
     * @param {readonly string[]} path
     * @param {(own: Record<string, any>) => Record<string, any>} alter
     */
    #write(path, alter) {
        const { name } = this;
        return this.#inTurn(async () => {
            if (this.name === name) {
                const own = this.origin === 'built-in' ? { extends: name } : this.written;
                this.#take(await this.api.write(name, alter(own)), 'user', path);
            }
        }, path);
    }

    /**
     * @param {import('../backend/settings_api.js').ProfileAnswer} answer
     * @param {Entry['origin']} origin
     * @param {readonly string[]} [path] whose error is over; all of them without it
     */
    #take(answer, origin, path) {
        if (path?.length) {
            this.errors.delete(path.join('.'));
            this.errors.delete('');
        } else {
            this.errors.clear();
        }
        const { name, written, settings, key_missing: keyMissing = false } = answer;
        Object.assign(this, { name, written, settings, keyMissing, origin });
    }

    /**
     * @param {() => Promise<unknown>} work
     * @param {readonly string[]} [path] of the field whose change it is
     * @returns {Promise<boolean>} whether it went well
     */
    #inTurn(work, path) {
        const turn = this.#before.then(async () => {
            try {
                await work();
                return true;
            } catch (error) {
                this.#wrong(error, path);
                return false;
            } finally {
                this.#listeners.forEach(listener => listener());
            }
        });
        this.#before = turn;
        return turn;
    }

    /**
     * @param {any} error
     * @param {readonly string[]} [path]
     */
    #wrong(error, path) {
        const own = path?.join('.') ?? '';
        const told = Array.isArray(error?.details) ? error.details : [{ field: error?.field ?? '', message: error?.message ?? String(error) }];
        for (const { field, message } of told) {
            const near = field && own && (field === own || field.startsWith(`${own}.`) || own.startsWith(`${field}.`));
            this.errors.set(near ? own : field || own, message);
        }
    }
}
