// @ts-check
/** What the language model is told of pictures: SillyTavern forgets it at every change of chat, so it is told again. */
import { on } from '../tavern/events.js';
import { isServing, settings } from '../tavern/stored.js';
import { language, tell } from '../tavern/telling.js';
import { filledIn, languageOf, shipped } from './texts.js';

/** The shipped text of the language that counts, as soon as it is loaded. */
let usual = { language: '', text: '' };

/** Tell it now and after every change of chat. */
export function startTelling() {
    on(['APP_READY', 'CHAT_CHANGED'], tellAgain);
}

/** Tell it as the settings are now. */
export async function tellAgain() {
    await loadUsual();
    const ours = settings();
    tell(instructionOf({ ...ours, enabled: isServing() }, usual.text), {
        position: ours.instructionPosition, depth: depthOf(ours.instructionDepth), role: ours.instructionRole,
    });
}

/**
 * Return the text that counts.
 * @param {{enabled: boolean, telling: boolean, instruction: string, mostPictures: number}} ours
 * @param {string} shippedText what counts where the user has written none
 * @returns {string} "" when nothing is told
 */
export function instructionOf({ enabled, telling, instruction, mostPictures }, shippedText) {
    if (!enabled || !telling) {
        return '';
    }
    const most = Math.max(1, Math.round(Number(mostPictures)) || 1);
    return filledIn(instruction.trim() || shippedText, { pictures: most });
}

/**
 * Return the text as it is shipped, for whoever wants to begin with it again.
 * @returns {Promise<string>}
 */
export async function usualInstruction() {
    await loadUsual();
    return usual.text;
}

async function loadUsual() {
    const wanted = languageOf(settings().instructionLanguage, language());
    if (usual.language !== wanted) {
        usual = { language: wanted, text: await shipped('prompt', wanted) };
    }
}

/** @param {unknown} depth */
function depthOf(depth) {
    return Math.max(0, Math.round(Number(depth)) || 0);
}
