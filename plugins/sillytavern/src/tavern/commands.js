// @ts-check
/** Slash commands, buttons at messages, and what is shown to whoever used them. */
import { note, say, tavern } from './context.js';
import { onLanguage } from './language.js';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string[]} [aliases]
 * @property {string} help
 * @property {string} [text] what its text is; without it the command takes none
 * @property {{name: string, help: string, value: string}[]} [options]
 * @property {string} returns
 * @property {(text: string, options: Record<string, string>) => Promise<string>} run
 */

/**
 * Add a slash command; what goes wrong in it is said, and the chain of commands goes on with "".
 * @param {Command} command
 */
export function addCommand({ name, aliases = [], help, text, options = [], returns, run }) {
    const { SlashCommandParser, SlashCommand, SlashCommandArgument, SlashCommandNamedArgument, ARGUMENT_TYPE } = tavern();
    SlashCommandParser.addCommandObject(SlashCommand.fromProps({
        name,
        aliases,
        returns,
        helpString: helpOf(help),
        namedArgumentList: options.map(option => SlashCommandNamedArgument.fromProps({
            name: option.name, description: say(option.help), typeList: [ARGUMENT_TYPE.STRING], defaultValue: option.value,
        })),
        unnamedArgumentList: text ? [SlashCommandArgument.fromProps({ description: say(text), typeList: [ARGUMENT_TYPE.STRING] })] : [],
        callback: async (/** @type {any} */ named, /** @type {any} */ unnamed) => {
            try {
                return await run(String(unnamed ?? '').trim(), { ...Object.fromEntries(options.map(one => [one.name, one.value])), ...named });
            } catch (error) {
                note(error);
                tellUser(/** @type {any} */ (error)?.message ?? String(error), 'error');
                return '';
            }
        },
    }));
}

/**
 * Add a button to the actions of every message.
 * @param {{id: string, icon: string, title: string, press: (block: HTMLElement) => void}} button
 */
export function addMessageButton({ id, icon, title, press }) {
    for (const place of document.querySelectorAll('#message_template .extraMesButtons, #chat .mes .extraMesButtons')) {
        if (!place.querySelector(`.${id}`)) {
            place.prepend(messageButton(id, icon, title));
        }
    }
    onLanguage(() => document.querySelectorAll(`.mes_button.${id}`).forEach(one => named(/** @type {HTMLElement} */ (one), title)));
    document.addEventListener('click', event => {
        const block = /** @type {Element|null} */ (event.target)?.closest?.(`.${id}`)?.closest('.mes');
        if (block instanceof HTMLElement) {
            press(block);
        }
    });
}

/**
 * Say something to the user in passing.
 * @param {string} text
 * @param {'info'|'warning'|'error'} [kind]
 */
export function tellUser(text, kind = 'info') {
    /** @type {any} */ (globalThis).toastr?.[kind]?.(text, say('Pictures'), { escapeHtml: true });
}

/**
 * Show a longer text until the user closes it.
 * @param {string} title
 * @param {string} text
 */
export function showText(title, text) {
    const whole = document.createElement('div');
    const head = document.createElement('h3');
    head.textContent = title;
    const body = document.createElement('pre');
    body.className = 'rp_told';
    body.textContent = text;
    whole.append(head, body);
    const { callGenericPopup, POPUP_TYPE } = tavern();
    void callGenericPopup(whole, POPUP_TYPE.TEXT, '', { wide: true, allowVerticalScrolling: true });
}

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

/** @param {string} help */
function helpOf(help) {
    const made = document.createElement('div');
    made.textContent = say(help);
    return made.outerHTML;
}

/**
 * @param {string} id
 * @param {string} icon
 * @param {string} title
 */
function messageButton(id, icon, title) {
    const made = document.createElement('div');
    made.className = `mes_button ${id} fa-solid ${icon}`;
    made.tabIndex = 0;
    made.setAttribute('role', 'button');
    named(made, title);
    return made;
}

/**
 * @param {HTMLElement} made
 * @param {string} title
 */
function named(made, title) {
    made.title = say(title);
    made.setAttribute('aria-label', say(title));
}
