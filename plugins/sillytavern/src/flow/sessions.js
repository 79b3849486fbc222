// @ts-check
/** What is being done about each swipe of each message of the open chat: kept by the message itself, until it is left. */

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('../backend/api.js').Request} Request */

/**
 * @typedef {object} Session
 * @property {Message} message
 * @property {number} swipe
 * @property {string} chat the chat's id
 * @property {string} text of the swipe, as its requests were asked for
 * @property {string} profile with which they were
 * @property {'off'|'asking'|'answered'|'failed'} stage
 * @property {number} [read] how much of a long chat was told to the server, 0 to 1
 * @property {'automatic'|'look'|null} mode how it was asked: so that all of it is drawn, to know of it, or not at all
 * @property {Request[]} requests
 * @property {import('../backend/problems.js').Problem|null} problem
 * @property {Map<string, () => void>} stops what ends the following of a job, by its id
 */

/** The number of a swipe that is no longer there. */
const NOWHERE = -1;

export class Sessions {
    /** @type {Map<Message, Map<number, Session>>} */
    #all = new Map();

    /**
     * @param {Message|undefined} message
     * @param {number} swipe
     * @returns {Session|null}
     */
    of(message, swipe) {
        return (message && this.#all.get(message)?.get(swipe)) ?? null;
    }

    /**
     * Begin anew with a swipe; what was done about it before is no longer current.
     * @param {Pick<Session, 'message'|'swipe'|'chat'|'text'|'profile'|'stage'|'mode'>} given
     * @returns {Session}
     */
    begin(given) {
        const session = { ...given, requests: [], problem: null, stops: new Map() };
        const swipes = this.#all.get(given.message) ?? new Map();
        this.#all.set(given.message, swipes.set(given.swipe, session));
        return session;
    }

    /**
     * Say whether a session is still what counts for its swipe.
     * @param {Session} session
     */
    isCurrent(session) {
        return this.of(session.message, session.swipe) === session;
    }

    /** @returns {Session[]} */
    all() {
        return [...this.#all.values()].flatMap(swipes => [...swipes.values()]);
    }

    /**
     * Forget the sessions of which something holds, and follow their jobs no longer.
     * @param {(session: Session) => boolean} over
     * @returns {Session[]} those that are forgotten
     */
    forget(over) {
        const gone = this.all().filter(over);
        for (const session of gone) {
            session.stops.forEach(stop => stop());
            session.stops.clear();
            this.#all.get(session.message)?.delete(session.swipe);
        }
        return gone;
    }
    /**
     * A swipe was deleted, and those behind it have moved up: their sessions go with them.
     * @param {Message} message
     * @param {number} deleted the number that the swipe had
     * @returns {Session[]} what was being done about the deleted one
     */
    moveUp(message, deleted) {
        const gone = this.forget(session => session.message === message && session.swipe === deleted);
        gone.forEach(session => { session.swipe = NOWHERE; });
        const swipes = this.#all.get(message);
        for (const session of [...swipes?.values() ?? []].filter(one => one.swipe > deleted).sort((one, other) => one.swipe - other.swipe)) {
            swipes?.delete(session.swipe);
            swipes?.set(--session.swipe, session);
        }
        return gone;
    }
}
