// @ts-check
/** What the language model is told of pictures: SillyTavern forgets it at every change of chat, so it is told again. */
import { attributeJson } from '../requests/json.js';
import { on } from '../tavern/events.js';
import { isServing, settings } from '../tavern/stored.js';
import { canCallTools, language, speakers, tellModel } from '../tavern/telling.js';
import { filledIn, languageOf, shipped } from './texts.js';

/** @typedef {{text: string, notes: string}} Usual What is told, and what is told of notes on earlier pictures. */
/** @typedef {{char: string, user: string}} Names */

/** The shipped texts of the language that counts, as soon as they are loaded. */
let usual = { language: '', text: '', notes: '' };

/** What a request in the instruction says. */
const EXAMPLE = /(?<=data-iig-instruction=')[^']*(?=')/g;

/** Tell it now and after every change of chat. */
export function startTelling() {
    on(['APP_READY', 'CHAT_CHANGED'], () => tellAgain());
}

/**
 * Tell it as the settings are now.
 * @param {string} [kind] what the language model is about to write
 */
export async function tellAgain(kind = 'normal') {
    await loadUsual();
    const ours = settings();
    const calls = Boolean(ours.tool) && canCallTools(kind);
    tellModel(instructionOf({ ...ours, enabled: isServing(), calls }, usual, speakers()), {
        position: ours.instructionPosition, depth: depthOf(ours.instructionDepth), role: ours.instructionRole,
    });
}

/**
 * Return the text that counts.
 * @param {object} ours
 * @param {boolean} ours.enabled
 * @param {boolean} ours.telling
 * @param {boolean} ours.calls whether the model asks by calling a function: then it is told of no tag
 * @param {string} ours.instruction
 * @param {number} ours.mostPictures
 * @param {'description'|'tag'|'none'} ours.history
 * @param {Usual} shippedTexts what counts where the user has written none
 * @param {Names} names for the example; "" leaves the macro to SillyTavern
 * @returns {string} "" when nothing is told
 */
export function instructionOf({ enabled, telling, calls, instruction, mostPictures, history }, shippedTexts, names) {
    if (!enabled || !telling) {
        return '';
    }
    const notes = history === 'description' ? shippedTexts.notes : '';
    if (calls) {
        return notes;
    }
    const text = (instruction.trim() || shippedTexts.text).replace(EXAMPLE, example => filledIn(example, quoted(names)));
    return filledIn(text, { pictures: mostOf(mostPictures), notes }).trim();
}

/**
 * Return how many pictures one reply may have.
 * @param {unknown} setting
 * @returns {number}
 */
export function mostOf(setting) {
    return Math.max(1, Math.round(Number(setting)) || 1);
}

async function loadUsual() {
    const wanted = languageOf(settings().instructionLanguage, language());
    if (usual.language !== wanted) {
        const [text, notes] = await Promise.all([shipped('prompt', wanted), shipped('notes', wanted)]);
        usual = { language: wanted, text, notes };
    }
}

/**
 * Return names as they may stand in the JSON of an attribute.
 * @param {Names} names
 * @returns {Record<string, string>}
 */
function quoted(names) {
    const there = Object.entries(names).filter(([, name]) => name);
    return Object.fromEntries(there.map(([key, name]) => [key, attributeJson(name).slice(1, -1)]));
}

/** @param {unknown} depth */
function depthOf(depth) {
    return Math.max(0, Math.round(Number(depth)) || 0);
}
