// @ts-check
/** Names of slots and sources as people call them. */
import { say } from '../tavern/context.js';
import { chat } from '../tavern/messages.js';

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

/**
 * Return what an evidence's source is, in parts that can be put into words.
 * @param {string} source as `message:12` or `card:Maren.description`
 * @returns {{kind: string, name: string, field: string, message: number|null}}
 */
export function sourceOf(source) {
    const [, kind = source, rest = ''] = /^([a-z_ ]+):?(.*)$/is.exec(source) ?? [];
    const message = kind === 'message' && /^\d+$/.test(rest) ? Number(rest) : null;
    const [, name = rest, field = ''] = /^(.*?)\.([a-z_][\w.[\]-]*)$/s.exec(rest) ?? [];
    return { kind, name, field, message };
}
