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
    return words ? say(words, { name }) + (field ? `, ${say(FIELDS[field] ?? field)}` : '') : source;
}

const FIELDS = /** @type {Record<string, string>} */ ({
    description: 'description', personality: 'personality', scenario: 'scenario', first_mes: 'first message', mes_example: 'examples',
    prompt: 'words', style: 'style', style_preset: 'style', preset: 'style', aspect_ratio: 'shape', negative_prompt: 'what to avoid',
    positive: 'in every picture', negative: 'in no picture',
});

/**
 * Return a quote with the name that a macro of its card stands for.
 * @param {string} quote
 * @param {string} source
 */
export function readable(quote, source) {
    const { kind, name } = sourceOf(source);
    return kind === 'card' && name ? quote.replace(/\{\{char\}\}|<bot>/gi, name) : quote;
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
