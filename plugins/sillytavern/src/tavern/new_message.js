// @ts-check
/** A message that nobody has written: its text is a request. */
import { say, tavern } from './context.js';

/**
 * Add a message to the end of the chat, as the character or a narrator says it, and show it.
 * @param {string} text
 * @returns {import('./context.js').Message}
 */
export function addMessage(text) {
    const context = tavern();
    const narrated = Boolean(context.groupId) || !context.name2;
    const message = {
        name: narrated ? say('Narrator') : context.name2,
        is_user: false,
        is_system: false,
        send_date: new Date().toISOString(),
        mes: text,
        extra: narrated ? { type: 'narrator' } : {},
    };
    context.chat.push(message);
    context.addOneMessage(message);
    return message;
}
