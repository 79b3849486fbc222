// @ts-check
/** Names of slots and sources as people call them. */
import { say } from '../tavern/context.js';
import { chat } from '../tavern/messages.js';
import { sourceOf } from './quotes.js';

/** The slots of a prompt in their order; each has its own colour. */
export const SLOTS = [
    'quality', 'style', 'positive', 'tag_style', 'people', 'character', 'user', 'clothing', 'expression', 'pose', 'prompt', 'place',
    'camera', 'light', 'effects', 'avoid',
];

const NAMES = /** @type {Record<string, string>} */ ({
    quality: 'Quality', style: 'Style', positive: 'Positive', tag_style: 'Style', people: 'People', character: 'Looks', user: 'You',
    clothing: 'Clothes', expression: 'Expression', pose: 'Pose', prompt: 'Request', place: 'Place', camera: 'Camera', light: 'Light',
    effects: 'Effects', avoid: 'Avoid',
});

/**
 * @param {string} slot
 * @returns {string}
 */
export function slotName(slot) {
    return say(NAMES[slot] ?? slot);
}

/**
 * Put a source into words.
 * @param {string} source as `message:12` or `card:Maren.description`
 * @returns {string}
 */
export function nameOf(source) {
    const { kind, name, field, message } = sourceOf(source);
    if (message !== null) {
        const speaker = chat()[message]?.name ?? '';
        return say('Message {number}', { number: message }) + (speaker ? ` (${speaker})` : '');
    }
    const words = /** @type {Record<string, string>} */ ({
        card: 'Card of {name}', persona: 'Persona {name}', profile: 'Profile {name}', request: 'The request', tag: 'The request',
        correction: 'Your correction', catalogue: 'Model {name}', lorebook: 'Lorebook {name}', book: 'Lorebook {name}',
    })[kind];
    return words ? say(words, { name }) + (field ? `, ${field}` : '') : source;
}
