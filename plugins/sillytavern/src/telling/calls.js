// @ts-check
/** The pictures that a language model calls for by a function while it writes a reply: they come with that reply alone. */

/** @typedef {{prompt: string, style?: string, aspect_ratio?: string}} Asked */

export class Calls {
    /** @type {{chat: string, asked: Asked}[]} what waits for the reply */
    #waiting = [];
    /** How many pictures the reply has so far, called for or written as tags. */
    #count = 0;
    /** Whether the next round goes on with the same reply: its function was called, now it reads the answer. */
    #goesOn = false;

    /**
     * A language model begins to write.
     * @param {string} kind as SillyTavern calls it
     * @param {boolean} dryRun whether nothing is written, only counted
     */
    begin(kind, dryRun) {
        if (dryRun || kind === 'quiet') {
            return;
        }
        if (!this.#goesOn || kind !== 'normal') {
            this.stop();
        }
        this.#goesOn = false;
    }

    /** Functions were called: the model goes on with the same reply. */
    performed() {
        this.#goesOn = true;
    }

    /** The reply was stopped, or its chat was left: nothing of it is drawn. */
    stop() {
        this.#waiting = [];
        this.#count = 0;
        this.#goesOn = false;
    }

    /**
     * @param {string} chat
     * @param {unknown} asked as the language model wrote it
     * @param {number} most so many pictures may one reply have
     * @returns {string} what the language model is told
     */
    add(chat, asked, most) {
        const { prompt, style, aspect_ratio } = /** @type {any} */ (asked ?? {});
        if (typeof prompt !== 'string' || !prompt.trim()) {
            return 'No picture: "prompt" must say what is to be seen.';
        }
        if (this.#count >= most) {
            return `No picture: at most ${most} in one reply.`;
        }
        this.#count += 1;
        this.#waiting.push({ chat, asked: { prompt: prompt.trim(), style: string(style), aspect_ratio: string(aspect_ratio) } });
        return 'The picture is being drawn and appears below your reply. Go on with the story; write no tag and no path for it.';
    }

    /**
     * Take what waits for a chat's reply; what waits for another chat is dropped.
     * @param {string} chat
     * @param {number} written how many pictures the reply asks for by tags of its own: they count as well
     * @param {number} most
     * @returns {Asked[]}
     */
    take(chat, written, most) {
        const waiting = this.#waiting.filter(one => one.chat === chat).map(one => one.asked);
        this.#count += written;
        this.#waiting = [];
        return waiting.slice(0, Math.max(0, waiting.length + most - this.#count));
    }
}

/** @param {unknown} value */
function string(value) {
    return typeof value === 'string' ? value : '';
}
