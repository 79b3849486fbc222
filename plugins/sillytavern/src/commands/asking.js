// @ts-check
/** The ways to ask for a picture without a tag: a camera at each message, and `/illustrate`. */
import { acted } from '../page/acting.js';
import { say } from '../tavern/context.js';
import { addCommand } from '../tavern/commands.js';
import { addMessageButton } from '../tavern/message_buttons.js';
import { on } from '../tavern/events.js';
import { messageAt } from '../tavern/messages.js';
import { lastMessage } from '../flow/meant.js';
import { settings } from '../tavern/stored.js';
import { illustrate, illustrateText } from './illustrate.js';

/** @typedef {import('../flow/message.js').Flow} Flow */

const BUTTON = 'rp_illustrate';

/**
 * Add button and command.
 * @param {Flow} flow
 */
export function addAsking(flow) {
    addMessageButton({ id: BUTTON, icon: 'fa-camera', title: 'Illustrate this message', press: block => void acted(() => pressed(flow, block)) });
    showButtons();
    on(['CHAT_CHANGED', 'SETTINGS_UPDATED'], showButtons);
    addCommand({
        name: 'illustrate',
        help: 'Has a picture drawn of your words, or of the last message: then the language model writes the request.',
        text: 'what is to be seen',
        options: [
            { name: 'style', help: 'how it is drawn', value: '' },
            { name: 'ratio', help: 'width to height, as 3:4', value: '' },
        ],
        returns: 'the request as it stands in the chat',
        run: (text, { style, ratio }) => settings().enabled ? run(flow, text, style, ratio) : Promise.reject(new Error(say('Pictures are turned off'))),
    });
}

/** Show the cameras, or hide them, as the settings say. */
export function showButtons() {
    document.body.classList.toggle('rp_no_camera', !settings().button || !settings().enabled);
}

/**
 * @param {Flow} flow
 * @param {string} text
 * @param {string} style
 * @param {string} ratio
 */
function run(flow, text, style, ratio) {
    return text ? illustrateText(flow, { prompt: text, style, aspect_ratio: ratio }) : illustrate(flow, lastMessage());
}

/**
 * @param {Flow} flow
 * @param {HTMLElement} block
 */
async function pressed(flow, block) {
    const button = block.querySelector(`.${BUTTON}`);
    button?.classList.add('fa-beat-fade');
    try {
        await illustrate(flow, messageAt(block));
    } finally {
        button?.classList.remove('fa-beat-fade');
    }
}
