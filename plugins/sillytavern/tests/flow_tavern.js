// A SillyTavern of one chat and a server of ours in memory, for tests of what happens between them.
import { Flow } from '../src/flow/message.js';
import { Refused, Unreachable } from '../src/backend/transport.js';
import { setWaiting } from '../src/tavern/stored.js';

/** @param {string} prompt */
export const tag = prompt => `<img data-iig-instruction='{"prompt":"${prompt}"}' src="[IMG:GEN]">`;

/** Let everything that waits for nothing happen. */
export const settled = () => new Promise(resolve => setTimeout(resolve, 5));

/**
 * @param {string[]} texts of the character's messages
 * @param {object} [ours] settings of the extension
 */
export function chatOf(texts, ours = {}) {
    const messages = texts.map((mes, number) => ({ name: 'Maren', mes, send_date: `date ${number}`, swipe_id: 0, swipes: [mes], extra: {} }));
    const context = {
        chat: messages, chatMetadata: {}, extensionSettings: { rp_composer: ours }, characters: [], name1: '',
        getCurrentChatId: () => 'harbour', updateMessageBlock: () => undefined, saveSettingsDebounced: () => undefined,
        saveMetadata: async () => undefined, getRequestHeaders: () => ({}),
        saved: 0, saveChat: async () => { context.saved++; },
    };
    globalThis.SillyTavern = { getContext: () => context };
    globalThis.document = { hidden: false, querySelector: () => null, getElementById: () => null };
    globalThis.Image = class { async decode() { } };
    globalThis.toastr = { error: text => context.told.push(text) };
    context.told = [];
    setWaiting(false);
    return context;
}

/**
 * The server: it draws what it is asked for once `finish` says so, and notes what that costs.
 */
export class Server {
    jobs = new Map();
    billed = [];
    cancelled = [];
    asked = [];
    away = false;
    price = { usd: 0.04, note: '' };
    /** Waited for before an answer to the next submission comes. */
    gate = Promise.resolve();

    api = {
        jobs: async body => {
            this.#check();
            const requests = [...body.message.text.matchAll(/<img data-iig-instruction='\{"prompt":"([^"]*)"\}' src="(\[IMG:GEN\]|[^"]*)"/g)].map((match, number) => this.#requested(match, number, body));
            this.asked.push(body.hold ? 'look' : 'automatic');
            await this.gate;
            return { requests: structuredClone(requests), state: {} };
        },
        job: async id => { this.#check(); return this.#of(id); },
        jobsOf: async () => [...this.jobs.values()].map(one => ({ ...one, message: one.message })),
        jobEvents: async () => undefined,
        retry: async id => {
            this.#check();
            const job = this.#of(id);
            if (!['held', 'failed', 'cancelled', 'unknown'].includes(job.status)) throw new Refused(409, { code: 'conflict', message: job.status });
            this.#draw(id);
            return this.#of(id);
        },
        cancel: async id => {
            this.#check();
            if (this.paid) return { ...this.#of(id), reason: 'already sent: it is finished and kept' };
            this.cancelled.push(this.#of(id).prompt);
            this.jobs.get(id).status = 'cancelled';
            return this.#of(id);
        },
    };

    flow = new Flow(this.api, { status: { command: 'rp-composer serve' }, picture: async () => ({ base64: '', mediaType: 'image/png' }) }, () => undefined);

    finish() {
        for (const job of this.jobs.values()) {
            if (job.status === 'running') Object.assign(job, { status: 'finished', pictures: [{ id: job.id, url: '/', width: 2, height: 3 }], replacement: `<img data-iig-instruction='{"prompt":"${job.prompt}"}' src="{{picture:0}}">` });
        }
    }

    #check() { if (this.away) throw new Unreachable('away'); }

    #of(id) {
        if (!this.jobs.has(id)) throw new Refused(404, { code: 'not_found', message: 'there is no job' });
        return structuredClone(this.jobs.get(id));
    }

    #requested([original, prompt, src], number, body) {
        if (src !== '[IMG:GEN]') return { id: 'x', status: 'done', original, occurrence: 0, pictures: [], replacement: null, reason: '', code: '' };
        const id = `${prompt}-0`.replaceAll(' ', '_');
        if (!this.jobs.has(id)) {
            this.jobs.set(id, { id, prompt, message: body.message.id, status: 'held', original: `${original}>`, occurrence: 0, pictures: [], replacement: null, reason: '', code: '' });
            if (!body.hold) this.#draw(id);
        }
        return { ...this.jobs.get(id), price: this.price };
    }

    #draw(id) {
        this.billed.push(this.jobs.get(id).prompt);
        this.jobs.get(id).status = 'running';
    }
}
