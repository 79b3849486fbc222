// @ts-check
/** How SillyTavern tells its language model something, asks it, and gives it tools. */
import { KEY, note, tavern } from './context.js';

/** SillyTavern's numbers of where a text stands in the prompt, and as whose words. */
const POSITIONS = { none: -1, after: 0, chat: 1, before: 2 };
const ROLES = { system: 0, user: 1, assistant: 2 };

/**
 * Have a text stand in every prompt until the chat changes; macros in it are resolved.
 * @param {string} text "" for none
 * @param {{position: 'after'|'chat'|'before', depth: number, role: 'system'|'user'|'assistant'}} place
 */
export function tellModel(text, { position, depth, role }) {
    tavern().setExtensionPrompt?.(KEY, text, text ? POSITIONS[position] ?? POSITIONS.chat : POSITIONS.none, depth, false, ROLES[role] ?? 0);
}

/**
 * Have a function look at the messages before each of them goes to the language model.
 * @param {string} name as the manifest has it in `generate_interceptor`
 * @param {(messages: import('./context.js').Message[], kind: string) => unknown} work they are copies: only their `mes`
 *     may be changed. A message that is being continued is not among them, since SillyTavern writes it anew from its copy.
 *     The kind is that of what is about to be written, as `normal`, `swipe`, `quiet`
 */
export function intercept(name, work) {
    /** @type {any} */ (globalThis)[name] = async (
        /** @type {any[]} */ messages, /** @type {number} */ _size, /** @type {unknown} */ _abort, /** @type {string} */ kind,
    ) => {
        try {
            await work(kind === 'continue' ? messages.slice(0, -1) : messages, kind);
        } catch (error) {
            note(error);
        }
    };
}

/** @returns {boolean} whether a reply is being written */
export function isGenerating() {
    return Boolean(document.body.dataset.generating);
}

/**
 * Ask the language model something about the open chat; nothing of it is added to the chat.
 * @param {string} question
 * @returns {Promise<string>} "" when it does not answer
 */
export async function askModel(question) {
    try {
        const isThere = tavern().onlineStatus !== 'no_connection' && !isGenerating();
        return isThere ? String(await tavern().generateQuietPrompt({ quietPrompt: question }) ?? '') : '';
    } catch (error) {
        note(error);
        return '';
    }
}

/**
 * Offer the language model a tool, where it can use any.
 * @param {object} tool as SillyTavern takes it
 */
export function offerTool(tool) {
    tavern().registerFunctionTool?.(tool);
}

/**
 * Say whether the language model can call tools while it writes.
 * @param {string} kind of what it writes, as `intercept` tells it
 * @returns {boolean}
 */
export function canCallTools(kind) {
    return Boolean(tavern().canPerformToolCalls?.(kind));
}

/** @returns {{char: string, user: string}} who speaks to each other in the open chat */
export function speakers() {
    const { name1, name2 } = tavern();
    return { char: String(name2 ?? ''), user: String(name1 ?? '') };
}

/** @returns {string} the language of the interface, as `ru` */
export function language() {
    return String(tavern().getCurrentLocale?.() ?? 'en').slice(0, 2).toLowerCase();
}
