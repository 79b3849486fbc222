// @ts-check
/** A function that language models may call instead of writing a tag: its picture comes with their reply. */
import { guarded, on } from '../tavern/events.js';
import { chat, chatId } from '../tavern/messages.js';
import { isServing, settings } from '../tavern/stored.js';
import { offerTool } from '../tavern/telling.js';
import { say } from '../tavern/context.js';

/** @typedef {{prompt: string, style?: string, aspect_ratio?: string}} Asked */
/** @typedef {(message: import('../tavern/context.js').Message, asked: Asked) => Promise<unknown>} Place */

/** What a language model is told of the function. */
export const PARAMETERS = {
    type: 'object',
    properties: {
        prompt: {
            type: 'string',
            description: 'One moment as it can be seen, in one or two sentences: who (by name), doing what, where, pose and expression, light, framing and angle. No looks or clothes: they are known and added.',
        },
        style: { type: 'string', description: 'How it is drawn, in a few words. Leave it out when in doubt.' },
        aspect_ratio: { type: 'string', enum: ['1:1', '2:3', '3:4', '4:3', '3:2', '16:9'], description: 'Width to height.' },
    },
    required: ['prompt'],
};

/** What was asked for and waits for the reply that it belongs to. */
export class Waiting {
    /** @type {{chat: string, asked: Asked}[]} */
    #all = [];

    /**
     * @param {string} chat
     * @param {unknown} asked as the language model wrote it
     * @param {number} most so many may wait
     * @returns {string} what the language model is told
     */
    add(chat, asked, most) {
        const { prompt, style, aspect_ratio } = /** @type {any} */ (asked ?? {});
        if (typeof prompt !== 'string' || !prompt.trim()) {
            return 'No picture: "prompt" must say what is to be seen.';
        }
        if (this.#all.filter(one => one.chat === chat).length >= most) {
            return `No picture: at most ${most} in one reply.`;
        }
        this.#all.push({ chat, asked: { prompt: prompt.trim(), style: string(style), aspect_ratio: string(aspect_ratio) } });
        return 'The picture is being drawn and appears below your reply. Go on with the story; write no tag and no path for it.';
    }

    /**
     * Take what waits for a chat's reply; what waits for another chat is dropped.
     * @param {string} chat
     * @returns {Asked[]}
     */
    take(chat) {
        const taken = this.#all.filter(one => one.chat === chat).map(one => one.asked);
        this.#all = [];
        return taken;
    }
}

/**
 * Offer the function wherever it is wanted and can be used.
 * @param {Place} place puts a request into a message
 */
export function startTool(place) {
    const waiting = new Waiting();
    offerTool({
        name: 'AskForPicture',
        displayName: say('Picture'),
        description: 'Have a picture drawn of a moment of the story that is worth seeing, or when the user asks for one. Only adults may be drawn.',
        parameters: PARAMETERS,
        action: async (/** @type {unknown} */ asked) => waiting.add(chatId(), asked, Number(settings().mostPictures) || 1),
        formatMessage: () => say('Asking for a picture…'),
        shouldRegister: () => isServing() && Boolean(settings().tool),
        stealth: false,
    });
    on(['CHAT_CHANGED'], () => waiting.take(''));
    on(['CHARACTER_MESSAGE_RENDERED'], index => guarded(async () => {
        const message = chat()[Number(index)];
        for (const asked of message && !message.is_system ? waiting.take(chatId()) : []) {
            await place(message, asked);
        }
    }));
}

/** @param {unknown} value */
function string(value) {
    return typeof value === 'string' ? value : '';
}
