// @ts-check
/**
 * The settings that SillyTavern keeps for us, for the panel and with their defaults: what the language model is told, and
 * asking for pictures without a tag.
 */

/**
 * @typedef {object} Field One setting.
 * @property {string} key
 * @property {'check'|'select'|'number'|'text'|'long'} type
 * @property {string} label in English, a key of the files in `i18n/`
 * @property {string|number|boolean} default
 * @property {Record<string, string>} [options] of a `select`: what each value is called
 * @property {number} [least] of a `number`
 * @property {number} [most]
 */

/** @type {Field[]} what the language model is told */
export const TELLING = [
    { key: 'telling', type: 'check', label: 'Tell the language model how to ask for pictures', default: true },
    { key: 'instruction', type: 'long', label: 'What it is told (empty: the usual text)', default: '' },
    {
        key: 'instructionLanguage', type: 'select', label: 'Language of the usual text', default: '',
        options: { '': 'as the interface', en: 'English', ru: 'Russian' },
    },
    { key: 'mostPictures', type: 'number', label: 'Pictures in one reply, at most', default: 1, least: 1, most: 8 },
    {
        key: 'instructionPosition', type: 'select', label: 'Where it stands in the prompt', default: 'chat',
        options: { before: 'before the main prompt', after: 'after the main prompt', chat: 'in the chat, at a depth' },
    },
    { key: 'instructionDepth', type: 'number', label: 'Depth in the chat', default: 4, least: 0, most: 1000 },
    {
        key: 'instructionRole', type: 'select', label: 'In whose words', default: 'system',
        options: { system: "the system's", user: "the user's", assistant: "the character's" },
    },
    {
        key: 'history', type: 'select', label: 'Pictures in earlier messages are told as', default: 'description',
        options: { description: 'a short note', tag: 'the request', none: 'nothing' },
    },
    { key: 'tool', type: 'check', label: 'Let it ask for pictures by a function call instead of a tag, where it can', default: false },
];

/** @type {Field[]} pictures without a request of the model */
export const ASKING = [
    { key: 'button', type: 'check', label: 'A camera at each message that has it illustrated', default: true },
    { key: 'askModel', type: 'check', label: 'Without words of mine the language model writes the request', default: true },
    { key: 'blocks', type: 'check', label: 'Draw requests in external blocks, too', default: false },
];

/**
 * Return the defaults of some fields, by key.
 * @param {Field[]} fields
 * @returns {Record<string, any>}
 */
export function defaultsOf(fields) {
    return Object.fromEntries(fields.map(field => [field.key, field.default]));
}
