// @ts-check
/** Further versions that are being drawn: the picture stays where it is until the new one takes its place. */
import { isJobId } from '../backend/job_ids.js';
import { problemOf } from '../backend/problems.js';
import { follow, hasEnded } from '../flow/follow.js';
import { viewOf } from '../flow/views.js';
import { guarded } from '../tavern/events.js';
import { chat, chatId, indexOf, save, textOf } from '../tavern/messages.js';
import { keep, kept } from '../tavern/stored.js';
import { shownIn } from './in_text.js';
import { forgetBegun, put } from './swapping.js';

/** @typedef {import('../start.js').App} App */
/** @typedef {import('../backend/api.js').Job} Job */
/** @typedef {import('./swapping.js').Shown} Shown */
/** @typedef {import('../flow/views.js').View} View */

/**
 * @typedef {object} Drawing
 * @property {Shown} shown
 * @property {() => Promise<Job>} call what asks for it, and for it once more: an answer that was lost bills nobody twice
 * @property {import('./in_text.js').Told|null} told the request that was edited for it
 * @property {Job|null} job
 * @property {View} view
 * @property {() => void} stop
 */

export class Drawings {
    /** @type {Map<string, Drawing>} by the picture's base */
    #all = new Map();

    /**
     * @param {App} app
     * @param {(base: string) => void} refresh shows what is being done about a picture
     */
    constructor(app, refresh) {
        this.app = app;
        this.refresh = refresh;
    }

    /**
     * @param {string} base
     * @returns {View|null} what is being done about a picture
     */
    view(base) {
        const drawing = this.#all.get(base);
        return drawing && drawing.shown.chat === chatId() ? drawing.view : null;
    }

    /**
     * Have another version drawn, and shown as soon as it is there; one at a time of each picture.
     * @param {Shown} shown
     * @param {(key: string) => Promise<Job>} call
     * @param {import('./in_text.js').Told|null} [told]
     */
    async begin(shown, call, told = null) {
        if (this.#all.get(shown.base)?.view.kind === 'busy') {
            return;
        }
        const key = freshKey();
        const drawing = { shown, call: () => call(key), told, job: null, view: viewOf(null, 0), stop: () => {} };
        this.#all.set(shown.base, drawing);
        await this.#run(drawing, drawing.call);
    }

    /**
     * Go on with what was begun before the open chat was left or the page loaded anew: it takes its place as soon as it is
     * there, as if nobody had gone.
     */
    returned() {
        for (const message of chat()) {
            for (const swipe of (message.swipes ?? ['']).keys()) {
                for (const [base, id] of Object.entries(kept(message, swipe)?.begun ?? {})) {
                    void guarded(() => this.#resume({ message, swipe, chat: chatId(), base }, id));
                }
            }
        }
    }

    /**
     * @param {Shown} shown
     * @param {string} id of the job
     */
    async #resume(shown, id) {
        if (!isJobId(id) || this.#all.has(shown.base)) {
            return;
        }
        const job = await this.app.api.job(id).catch(error => error);
        if (job?.status === 'cancelled' || job?.code === 'not_found') {
            forgetBegun(shown, id);
        } else if (job?.id && shownIn(textOf(shown.message, shown.swipe) ?? '', shown.base)) {
            const drawing = { shown, call: async () => job, told: null, job: null, view: viewOf(null, 0), stop: () => {} };
            this.#all.set(shown.base, drawing);
            await this.#run(drawing, drawing.call);
        }
    }

    /**
     * Draw what has failed once more.
     * @param {string} base
     */
    async retry(base) {
        const drawing = this.#all.get(base);
        const job = drawing?.job;
        if (drawing && job?.status === 'finished') {
            await this.#place(drawing, job);
        } else if (drawing) {
            await this.#run(drawing, job ? () => this.#again(job.id) : drawing.call);
        }
    }

    /**
     * @param {string} id
     * @returns {Promise<Job|import('../backend/api.js').Request>} the job as it is, where it no longer waits for another try
     */
    async #again(id) {
        const { api } = this.app;
        return await api.retry(id).catch(error => (error?.code === 'conflict' ? api.job(id) : Promise.reject(error)));
    }

    /**
     * Cancel, or forget what has failed.
     * @param {string} base
     */
    async cancel(base) {
        const drawing = this.#all.get(base);
        drawing?.stop();
        this.#all.delete(base);
        this.refresh(base);
        if (drawing?.job) {
            forgetBegun(drawing.shown, drawing.job.id);
            await save(drawing.shown.chat);
        }
        if (drawing?.job && !hasEnded(drawing.job.status)) {
            await this.app.api.cancel(drawing.job.id);
        }
    }

    /** Forget what belongs to chats that were left: it goes on at the server, and is gone on with when they are opened again. */
    leave() {
        for (const [base, { shown, stop }] of this.#all) {
            if (shown.chat !== chatId() || indexOf(shown.message) < 0) {
                stop();
                this.#all.delete(base);
            }
        }
    }

    /**
     * A swipe was deleted: what is drawn for those behind it belongs to other numbers now.
     * @param {import('../tavern/context.js').Message} message
     * @param {number} deleted the number that it had
     */
    swipeDeleted(message, deleted) {
        for (const [base, { shown }] of this.#all) {
            if (shown.message === message && shown.swipe === deleted) {
                void guarded(() => this.cancel(base));
            } else if (shown.message === message && shown.swipe > deleted) {
                shown.swipe -= 1;
            }
        }
    }

    /**
     * @param {Drawing} drawing
     * @param {() => Promise<any>} call
     */
    async #run(drawing, call) {
        try {
            drawing.view = viewOf({ stage: 'asking', requests: [], problem: null }, 0);
            this.refresh(drawing.shown.base);
            this.#take(drawing, await call());
            if (drawing.job && !hasEnded(drawing.job.status)) {
                const isHidden = () => document.hidden;
                const id = drawing.job.id;
                const { job: look, jobEvents: events } = this.app.api;
                const followed = follow(look, id, job => this.#take(drawing, /** @type {Job} */ (job)), { isHidden, events });
                drawing.stop = followed.stop;
                await followed.done;
            }
        } catch (error) {
            this.#fail(drawing, error);
        }
    }

    /**
     * @param {Drawing} drawing
     * @param {Job} job as it is now
     */
    #take(drawing, job) {
        const { base } = drawing.shown;
        if (!drawing.job) {
            void guarded(() => this.#remember(drawing, job.id));
        }
        drawing.job = job;
        drawing.view = viewOf({ stage: 'answered', requests: [job], problem: null }, 0);
        this.refresh(base);
        if (job.status === 'finished') {
            void guarded(() => this.#place(drawing, job));
        }
    }

    /**
     * Keep with the message what was begun, for when its chat is left meanwhile.
     * @param {Drawing} drawing
     * @param {string} id of the job
     */
    async #remember({ shown: { message, swipe, base, chat }, told }, id) {
        const before = kept(message, swipe);
        if (before?.begun?.[base] !== id) {
            keep(message, swipe, { begun: { ...before?.begun, [base]: id }, ...(told ? { told: { ...before?.told, [id]: told } } : {}) });
            await save(chat);
        }
    }

    /**
     * @param {Drawing} drawing
     * @param {Job} job
     */
    async #place(drawing, job) {
        const { base } = drawing.shown;
        try {
            await put(this.app, drawing.shown, job);
            if (this.#all.get(base) === drawing) {
                this.#all.delete(base);
            }
            this.refresh(base);
        } catch (error) {
            this.#fail(drawing, error);
        }
    }

    /**
     * @param {Drawing} drawing
     * @param {any} error
     */
    #fail(drawing, error) {
        const problem = problemOf(error, this.app.connection.status);
        drawing.view = viewOf({ stage: 'failed', requests: [], problem }, 0);
        this.refresh(drawing.shown.base);
    }
}

/** @returns {string} a key that nobody else has; a page without https has no better way */
function freshKey() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
