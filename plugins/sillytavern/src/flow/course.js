// @ts-check
/** The course of one request once the server has answered: followed, uploaded, swapped in; drawn once more, or cancelled. */
import { problemOf } from '../backend/problems.js';
import { acted } from '../page/acting.js';
import { guarded } from '../tavern/events.js';
import { follow, hasEnded } from './follow.js';
import { place } from './arriving.js';
import * as profiles from './profiles.js';

/** @typedef {import('../backend/api.js').Request} Request */
/** @typedef {import('./sessions.js').Session} Session */

export class Course {
    /**
     * @param {ReturnType<typeof import('../backend/api.js').apiOf>} api
     * @param {import('../backend/connection.js').Connection} connection
     * @param {{sessions: import('./sessions.js').Sessions, saving: import('./saving.js').Saving}} chat what is done about the open chat
     * @param {(message: import('../tavern/context.js').Message) => void} refresh shows the slots of a message as they are now
     */
    constructor(api, connection, chat, refresh) {
        this.api = api;
        this.connection = connection;
        this.chat = chat;
        this.refresh = refresh;
    }

    /**
     * Go on with a request from the state it is in.
     * @param {Session} session
     * @param {Request} request
     */
    async advance(session, request) {
        this.refresh(session.message);
        if (request.status === 'finished') {
            await this.#place(session, request);
        } else if (request.id && !hasEnded(request.status) && request.status !== 'done') {
            await this.#follow(session, request);
        }
    }

    /**
     * @param {Session} session
     * @param {Request} request
     */
    async #follow(session, request) {
        session.stops.get(request.id)?.();
        const isHidden = () => document.hidden;
        const { stop, done } = follow(this.api.job, request.id, job => this.#take(session, request, job), { isHidden, events: this.api.jobEvents });
        session.stops.set(request.id, stop);
        await done.catch(error => this.#fail(session, request, error));
    }

    /**
     * @param {Session} session
     * @param {Request} request
     * @param {Request} job as it is now
     */
    #take(session, request, job) {
        const { status, reason, code, progress, pictures, replacement } = job;
        Object.assign(request, { status, reason, code, progress, pictures, replacement, problem: null });
        if (hasEnded(status)) {
            void guarded(() => this.advance(session, request));
        } else {
            this.refresh(session.message);
        }
    }

    /**
     * Have the server draw a request that has ended, and go on from there.
     * @param {Session} session
     * @param {Request} request
     * @returns {Promise<boolean>} false when the server no longer knows it
     */
    async retry(session, request) {
        session.stops.get(request.id)?.();
        profiles.begin(session);
        try {
            this.#take(session, request, await this.api.retry(request.id).catch(error => this.#asItIs(request, error)));
        } catch (/** @type {any} */ error) {
            if (error?.code === 'not_found') {
                return false;
            }
            this.#fail(session, request, error);
        }
        if (!hasEnded(request.status)) {
            void guarded(() => this.advance(session, request));
        }
        void guarded(() => this.chat.saving.learned(session.chat));
        return true;
    }

    /**
     * Cancel a request; until the server has done so, it is followed as before.
     * @param {Session} session
     * @param {Request} request
     */
    async cancel(session, request) {
        await acted(async () => {
            const job = await this.api.cancel(request.id);
            if (hasEnded(job.status) && !hasEnded(request.status)) {
                session.stops.get(request.id)?.();
                this.#take(session, request, job);
            } else if (job.reason) {
                request.bound = job.reason;
                this.refresh(session.message);
            }
        });
    }

    /**
     * @param {Request} request
     * @param {any} error
     * @returns {Promise<Request>} the job as it is, where the server said that it is in another state than it seemed
     */
    async #asItIs(request, error) {
        if (error?.code === 'conflict') {
            return await this.api.job(request.id);
        }
        throw error;
    }

    /**
     * @param {Session} session
     * @param {Request} request
     * @param {any} error
     */
    #fail(session, request, error) {
        Object.assign(request, { status: 'failed', problem: problemOf(error, this.connection.status) });
        this.refresh(session.message);
    }

    /**
     * @param {Session} session
     * @param {Request} request
     */
    async #place(session, request) {
        try {
            await place(session, request, path => this.connection.picture(path), one => this.chat.sessions.isCurrent(one));
        } catch (error) {
            this.#fail(session, request, error);
        }
        this.refresh(session.message);
    }
}
