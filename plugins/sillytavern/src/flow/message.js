// @ts-check
/** One message from request to picture: submit, follow, upload, swap, save; nothing of it is waited for by the chat. */
import { chatId, indexOf, isSettled, save, show, swipeOf, textOf } from '../tavern/messages.js';
import { guarded } from '../tavern/events.js';
import { isServing, profileName, settings } from '../tavern/stored.js';
import { isAgreed } from './display.js';
import { follow, hasEnded } from './follow.js';
import { place } from './placing.js';
import { Sessions } from './sessions.js';
import { submit } from './story.js';
import { scan } from './tags.js';
import { problemOf } from './views.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../backend/api.js').Request} Request */
/** @typedef {import('./sessions.js').Session} Session */

export class Flow {
    sessions = new Sessions();

    /**
     * @param {ReturnType<import('../backend/api.js').apiOf>} api
     * @param {import('../backend/connection.js').Connection} connection
     * @param {(message: Message) => void} refresh shows the slots of a message as they are now
     */
    constructor(api, connection, refresh) {
        this.api = api;
        this.connection = connection;
        this.refresh = refresh;
    }

    /**
     * Say whether a message has requests that are not done.
     * @param {Message|undefined} message
     * @returns {boolean}
     */
    isWanted(message) {
        return Boolean(message) && serves(message) && scan(message ? textOf(message, swipeOf(message)) ?? '' : '').some(tag => tag.status !== 'done');
    }

    /**
     * Serve a message as it is now; what is being done about the same text already just goes on.
     * @param {Message} message
     * @param {'automatic'|'asked'|'look'|null} mode null for not by itself
     */
    async serve(message, mode) {
        const swipe = swipeOf(message);
        if (!isServing() || !isSettled(message) || indexOf(message) < 0) {
            return;
        }
        const before = this.sessions.of(message, swipe);
        if (before && before.text === textOf(message, swipe) && before.stage !== 'failed' && mode !== 'asked') {
            this.refresh(message);
        } else if (this.isWanted(message)) {
            await this.#begin(message, swipe, mode, before);
        } else if (before) {
            this.sessions.forget(session => session === before);
            this.#cancel(before.requests);
        }
    }

    /**
     * Draw one request of a message that waits or has failed.
     * @param {Session} session
     * @param {number} number of the request
     */
    async draw(session, number) {
        const request = session.requests[number];
        if (session.stage !== 'answered' || !request?.id || session.profile !== profileName()) {
            await this.#begin(session.message, session.swipe, 'asked', session);
            const anew = this.sessions.of(session.message, session.swipe);
            const held = anew?.requests[number];
            if (anew && held && ['held', 'failed', 'unknown'].includes(held.status)) {
                await this.#change(anew, held, () => this.api.retry(held.id));
            }
            return;
        }
        await this.#change(session, request, () => this.api.retry(request.id));
    }

    /**
     * Cancel one request of a message.
     * @param {Session} session
     * @param {number} number
     */
    async cancel(session, number) {
        const request = session.requests[number];
        await this.#change(session, request, () => this.api.cancel(request.id));
    }

    /** The chat was left: its jobs go on at the server, and are fetched when it is opened again. */
    leave() {
        this.sessions.forget(session => session.chat !== chatId() || indexOf(session.message) < 0);
    }

    /** Messages were deleted: what nobody wants any more need not be paid for. */
    tidy() {
        const gone = this.sessions.forget(session => indexOf(session.message) < 0);
        this.#cancel(gone.filter(session => session.chat === chatId()).flatMap(session => session.requests));
    }

    /**
     * @param {Message} message
     * @param {number} swipe
     * @param {'automatic'|'asked'|'look'|null} mode
     * @param {Session|null} before
     */
    async #begin(message, swipe, mode, before) {
        before?.stops.forEach(stop => stop());
        const text = textOf(message, swipe) ?? '';
        const stage = mode ? 'asking' : 'off';
        const session = this.sessions.begin({ message, swipe, chat: chatId(), text, profile: profileName(), stage });
        this.refresh(message);
        if (mode) {
            await this.#submit(session, mode);
            const still = new Set(session.requests.map(one => one.id));
            this.#cancel((before?.stage === 'answered' && session.stage === 'answered' ? before.requests : []).filter(one => !still.has(one.id)));
        }
    }

    /**
     * @param {Session} session
     * @param {'automatic'|'asked'|'look'} mode
     */
    async #submit(session, mode) {
        try {
            session.requests = await submit(this.api, session, mode, part => {
                session.read = part;
                this.refresh(session.message);
            });
            session.stage = 'answered';
        } catch (error) {
            session.stage = 'failed';
            session.problem = problemOf(error, this.connection.status.command);
        }
        if (!this.sessions.isCurrent(session)) {
            return;
        }
        this.#showAnswered(session);
        session.requests.forEach(request => void guarded(() => this.#advance(session, request)));
        await save(session.chat);
    }

    /**
     * Show an answer: where its requests do not stand where they seemed to, the message is rendered anew.
     * @param {Session} session
     */
    #showAnswered(session) {
        const { message, swipe, stage, text, requests } = session;
        if (swipe === swipeOf(message) && stage === 'answered' && !isAgreed(text, requests)) {
            show(message);
        }
        this.refresh(message);
    }

    /**
     * Go on with a request from the state it is in.
     * @param {Session} session
     * @param {Request} request
     */
    async #advance(session, request) {
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
        Object.assign(request, { status, reason, code, progress, pictures, replacement });
        if (hasEnded(status)) {
            void guarded(() => this.#advance(session, request));
        } else {
            this.refresh(session.message);
        }
    }

    /**
     * Have the server do something about a request, and go on from there.
     * @param {Session} session
     * @param {Request} request
     * @param {() => Promise<Request>} work
     */
    async #change(session, request, work) {
        session.stops.get(request.id)?.();
        try {
            this.#take(session, request, await work().catch(error => this.#asItIs(request, error)));
            if (!hasEnded(request.status)) {
                await this.#advance(session, request);
            }
        } catch (error) {
            this.#fail(session, request, error);
        }
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
        const { title, detail } = problemOf(error, this.connection.status.command);
        Object.assign(request, { status: 'failed', code: '', reason: `${title}: ${detail}` });
        this.refresh(session.message);
    }

    /**
     * @param {Session} session
     * @param {Request} request
     */
    async #place(session, request) {
        try {
            await place(session, request, path => this.connection.picture(path), one => this.sessions.isCurrent(one));
        } catch (error) {
            this.#fail(session, request, error);
        }
        this.refresh(session.message);
    }

    /**
     * Cancel jobs that nobody wants any more.
     * @param {Request[]} requests
     */
    #cancel(requests) {
        for (const { id, status } of requests) {
            if (id && (status === 'queued' || status === 'running')) {
                void guarded(() => this.api.cancel(id));
            }
        }
    }
}

/**
 * Say whether requests of a message are served: a character's are, the user's if they want it, hidden ones never.
 * @param {Message|undefined} message
 * @returns {boolean}
 */
export function serves(message) {
    return Boolean(message) && !message?.is_system && (!message?.is_user || settings().users);
}
