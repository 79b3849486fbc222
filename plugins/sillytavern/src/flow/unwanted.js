// @ts-check
/** Jobs that nobody wants any more: those of sessions that were given up, as far as no other session has them. */

import { isAtWork } from './standing.js';

/** @typedef {import('./sessions.js').Session} Session */

export class Unwanted {
    /** @type {Set<Session>} given up, but not settled yet: what becomes of their requests is not known */
    #all = new Set();

    /**
     * @param {import('./sessions.js').Sessions} sessions
     * @param {(id: string) => unknown} cancel
     */
    constructor(sessions, cancel) {
        this.sessions = sessions;
        this.cancel = cancel;
    }

    /**
     * Give sessions up: what they are having drawn is cancelled, at once or as soon as it is known.
     * @param {Session[]} given
     */
    give(given) {
        given.forEach(session => this.#all.add(session));
        this.settle();
    }

    /** Cancel what is known to be unwanted by now. */
    settle() {
        const ready = [...this.#all].filter(session => session.stage !== 'asking' && !this.#isAwaited(session));
        const wanted = new Set(this.sessions.all().flatMap(session => session.requests.map(one => one.id)));
        for (const session of ready) {
            this.#all.delete(session);
            session.requests.filter(one => isAtWork(one) && !wanted.has(one.id)).forEach(one => this.cancel(one.id));
        }
    }

    /** Leave alone whose message goes on in another session: its chat is about to be left, where nothing is cancelled. */
    leave() {
        const going = [...this.#all].filter(({ message, swipe }) => this.sessions.of(message, swipe));
        going.forEach(session => this.#all.delete(session));
    }

    /** @param {Session} session whether another one took its place, of which is not known yet what it wants */
    #isAwaited({ message, swipe }) {
        return ['asking', 'failed'].includes(this.sessions.of(message, swipe)?.stage ?? '');
    }
}
