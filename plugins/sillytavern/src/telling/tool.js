// @ts-check
/** A function that language models may call instead of writing a tag: its picture comes with their reply. */
import { scan } from '../requests/tags.js';
import { on } from '../tavern/events.js';
import { chat, chatId } from '../tavern/messages.js';
import { isServing, settings } from '../tavern/stored.js';
import { offerTool } from '../tavern/telling.js';
import { say } from '../tavern/context.js';
import { Calls } from './calls.js';
import { mostOf } from './instruction.js';

/** @typedef {import('./calls.js').Asked} Asked */
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

/**
 * Offer the function wherever it is wanted and can be used.
 * @param {Place} place puts a request into a message
 */
export function startTool(place) {
    const calls = new Calls();
    const most = () => mostOf(settings().mostPictures);
    offerTool({
        name: 'AskForPicture',
        displayName: say('Picture'),
        description: 'Have a picture drawn of a moment of the story that is worth seeing, or when the user asks for one. Most replies need none. Only adults may be drawn.',
        parameters: PARAMETERS,
        action: async (/** @type {unknown} */ asked) => calls.add(chatId(), asked, most()),
        formatMessage: () => say('Asking for a picture…'),
        shouldRegister: () => isServing() && settings().tool,
        stealth: false,
    });
    on(['GENERATION_STARTED'], (kind, _options, dryRun) => calls.begin(kind, Boolean(dryRun)));
    on(['TOOL_CALLS_PERFORMED'], () => calls.performed());
    on(['GENERATION_STOPPED', 'CHAT_CHANGED'], () => calls.stop());
    on(['CHARACTER_MESSAGE_RENDERED'], async index => {
        const message = chat()[Number(index)];
        if (message && !message.is_system && !message.is_user) {
            for (const asked of calls.take(chatId(), scan(message.mes).length, most())) {
                await place(message, asked);
            }
        }
    });
}
