// @ts-check
/** What is learned of a chat is saved with it: only when there is something new, and of several messages at once. */
import { save } from '../tavern/messages.js';
import { changes } from '../tavern/stored.js';

export class Saving {
    #passes = 0;
    #saved = changes();

    /**
     * Save the chat if anything was learned since it was saved last.
     * @param {string} chat the one that it was learned of
     */
    async learned(chat) {
        if (!this.#passes && changes() !== this.#saved) {
            this.#saved = changes();
            await save(chat);
        }
    }

    /**
     * Do something for several messages, and save at the end.
     * @param {string} chat
     * @param {() => Promise<unknown>} work
     */
    async together(chat, work) {
        this.#passes += 1;
        try {
            await work();
        } finally {
            this.#passes -= 1;
            await this.learned(chat);
        }
    }
}
