// @ts-check
/** The settings of asking for pictures without a tag, for the panel and with their defaults. */

/** @type {import('../telling/fields.js').Field[]} */
export const ASKING = [
    { key: 'button', type: 'check', label: 'A camera at each message that has it illustrated', default: true },
    { key: 'askModel', type: 'check', label: 'Without words of mine the language model writes the request', default: true },
    { key: 'blocks', type: 'check', label: 'Draw requests in external blocks, too', default: false },
];
