// @ts-check
/** What is done about the requests of a message as it changes; nothing of it is waited for by the chat. */
import { problemOf } from '../backend/problems.js';
import { chatId, indexOf, isSettled, show, swipeOf, textOf } from '../tavern/messages.js';
import { guarded } from '../tavern/events.js';
import { isServing, moveKept } from '../tavern/stored.js';
import { isFree } from './automatic.js';
import { Course } from './course.js';
import { isAgreed } from './display.js';
import * as profiles from './profiles.js';
import { Saving } from './saving.js';
import { Sessions } from './sessions.js';
import { serves } from './serving.js';
import { isBegun, isDrawable, isHere } from './standing.js';
import { submit } from './story.js';
import { scan } from '../requests/tags.js';
import { Unwanted } from './unwanted.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./sessions.js').Session} Session */

export class Flow {
    sessions = new Sessions();
    saving = new Saving();
    /** @type {Course} */
    #course;
    #unwanted = new Unwanted(this.sessions, id => void guarded(() => this.api.cancel(id)));

    /**
     * @param {ReturnType<typeof import('../backend/api.js').apiOf>} api
     * @param {import('../backend/connection.js').Connection} connection
     * @param {(message: Message) => void} refresh shows the slots of a message as they are now
     */
    constructor(api, connection, refresh) {
        this.api = api;
        this.connection = connection;
        this.refresh = refresh;
        this.#course = new Course(api, connection, this, refresh);
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
     * @param {'automatic'|'look'|null} mode null for not by itself
     */
    async serve(message, mode) {
        const swipe = swipeOf(message);
        if (!isServing() || !isSettled(message) || indexOf(message) < 0) {
            return;
        }
        const before = this.sessions.of(message, swipe);
        if (before && before.text === textOf(message, swipe) && before.stage !== 'failed' && !(before.stage === 'off' && mode)) {
            this.refresh(message);
        } else if (this.isWanted(message)) {
            await this.#begin({ message, swipe, profile: profiles.profileOf(message, swipe) }, mode ?? (before?.requests.some(isBegun) ? 'look' : null), before);
        } else if (before) {
            this.#unwanted.give(this.sessions.forget(session => session === before));
        }
    }

    /**
     * Draw one request of a message that waits or has failed, and no other. What costs money is not drawn before its
     * price was shown: then only that is shown now.
     * @param {Session} session
     * @param {number} number of the request
     */
    async draw(session, number) {
        const profile = profiles.profileToDraw(session);
        const isKnown = session.stage === 'answered' && session.profile === profile;
        const told = isKnown && session.requests[number]?.id ? session.requests[number] : null;
        if (told && !told.problem && await this.#course.retry(session, told)) {
            return;
        }
        const mode = session.stage === 'failed' ? session.mode ?? 'look' : 'look';
        const anew = await this.#begin({ message: session.message, swipe: session.swipe, profile }, mode, session);
        const request = anew.stage === 'answered' ? anew.requests[number] : null;
        const isToBeDrawn = told || anew.mode === 'automatic' || isFree(request?.price);
        if (request && isDrawable(request) && isToBeDrawn && !(told && isHere(told)) && this.sessions.isCurrent(anew)) {
            await this.#course.retry(anew, request);
        }
    }

    /**
     * Cancel one request of a message.
     * @param {Session} session
     * @param {number} number
     */
    async cancel(session, number) {
        await this.#course.cancel(session, session.requests[number]);
    }

    /** The chat was left: its jobs go on at the server, and are fetched when it is opened again. */
    leave() {
        this.#unwanted.leave();
        this.sessions.forget(session => session.chat !== chatId() || indexOf(session.message) < 0);
    }

    /** Messages were deleted: what nobody wants any more need not be paid for. */
    tidy() {
        const gone = this.sessions.forget(session => indexOf(session.message) < 0);
        this.#unwanted.give(gone.filter(session => session.chat === chatId()));
    }

    /**
     * A swipe was deleted: those behind it have other numbers now, and what it was having drawn is unwanted.
     * @param {Message} message
     * @param {number} deleted the number that it had
     */
    swipeDeleted(message, deleted) {
        moveKept(message, deleted);
        this.#unwanted.give(this.sessions.moveUp(message, deleted));
    }

    /**
     * @param {Pick<Session, 'message'|'swipe'|'profile'>} subject
     * @param {'automatic'|'look'|null} mode
     * @param {Session|null} before
     * @returns {Promise<Session>} as the server has answered
     */
    async #begin(subject, mode, before) {
        before?.stops.forEach(stop => stop());
        const text = textOf(subject.message, subject.swipe) ?? '';
        const stage = mode ? 'asking' : 'off';
        const session = this.sessions.begin({ ...subject, chat: chatId(), text, stage, mode });
        this.#unwanted.give(before ? [before] : []);
        this.refresh(subject.message);
        if (mode) {
            await this.#submit(session, mode);
        }
        return session;
    }

    /**
     * @param {Session} session
     * @param {'automatic'|'look'} mode
     */
    async #submit(session, mode) {
        try {
            if (mode === 'automatic') {
                profiles.begin(session);
            }
            session.requests = await submit(this.api, session, mode, part => {
                session.read = part;
                this.refresh(session.message);
            });
            session.stage = 'answered';
            profiles.learn(session);
        } catch (error) {
            session.stage = 'failed';
            session.problem = problemOf(error, this.connection.status);
        }
        this.#unwanted.settle();
        if (!this.sessions.isCurrent(session)) {
            return;
        }
        this.#showAnswered(session);
        session.requests.forEach(request => void guarded(() => this.#course.advance(session, request)));
        await this.saving.learned(session.chat);
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
}
