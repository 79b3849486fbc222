// @ts-check
/** One description of every setting of a profile; the form is made of it, and a test holds it to the server's own list. */

/**
 * @typedef {'check'|'text'|'long'|'number'|'choice'|'suggest'|'style'|'model'|'lines'|'json'} Kind
 *
 * @typedef {object} Field
 * @property {string} key its place in a profile, steps joined by dots
 * @property {Kind} kind
 * @property {string} label in English, as all words here
 * @property {string} [help]
 * @property {string} group
 * @property {boolean} [advanced] shown only on wish
 * @property {number} [least]
 * @property {number} [most]
 * @property {boolean} [whole] a number without fractions
 * @property {[string, string][]} [options] value and words
 * @property {'backends'|'profiles'|'qualities'|'resolutions'|'sizes'|'ratios'} [from] where further options come from
 * @property {string} [example]
 * @property {string} [empty] what an empty style is called
 */

export const GROUPS = /** @type {const} */ ({
    who: 'Who draws',
    picture: 'Size and quality',
    words: 'Style and words',
    people: 'People and clothes',
    amount: 'When and how much',
    local: 'Sampling of local models',
    deep: 'Everything else',
});

/** The default that a choice offers beside its own options. */
const ANY = /** @type {[string, string]} */ (['', "the model's own"]);

/** @type {Field[]} */
export const FIELDS = [
    { key: 'backend', kind: 'choice', from: 'backends', label: 'API type', group: 'who' },
    { key: 'endpoint', kind: 'text', label: 'Address of the service', example: 'https://…/v1', help: "Empty for the service's own.", group: 'who' },
    { key: 'model', kind: 'model', label: 'Model', help: "Empty for the service's default.", group: 'who' },
    { key: 'extends', kind: 'choice', from: 'profiles', options: [['', 'nothing']], label: 'Takes the rest from', advanced: true, group: 'who' },
    { key: 'key_variable', kind: 'text', label: 'Environment variable with the key', example: 'MY_KEY', advanced: true, group: 'who' },
    { key: 'key_header', kind: 'text', label: 'Header that carries the key', example: 'Authorization: Bearer {key}', advanced: true, group: 'who' },
    { key: 'route', kind: 'json', label: 'Who draws, one after another', help: 'Names of profiles or backends, or settings that differ.', advanced: true, group: 'who' },
    { key: 'after_refusal', kind: 'choice', options: [['stop', 'stop'], ['next', 'try the next one']], label: 'After a refusal', advanced: true, group: 'who' },

    { key: 'aspect_ratio', kind: 'suggest', from: 'ratios', label: 'Aspect ratio', example: '2:3', group: 'picture' },
    { key: 'size', kind: 'suggest', from: 'sizes', options: [ANY], label: 'Size in pixels', example: '1024x1536', help: 'Empty: by ratio and resolution.', group: 'picture' },
    { key: 'resolution', kind: 'choice', from: 'resolutions', options: [ANY], label: 'Resolution', group: 'picture' },
    { key: 'quality', kind: 'suggest', from: 'qualities', options: [ANY], label: 'Quality', group: 'picture' },
    { key: 'max_pictures_per_request', kind: 'number', least: 1, most: 4, whole: true, label: 'Pictures per request at most', advanced: true, group: 'picture' },

    { key: 'style_on', kind: 'check', label: 'Fixed style', help: 'Wins over the style that a request names.', group: 'words' },
    { key: 'style', kind: 'style', label: 'Style', group: 'words' },
    { key: 'positive', kind: 'long', label: 'In every picture', group: 'words' },
    { key: 'negative', kind: 'long', label: 'In no picture', group: 'words' },
    { key: 'enhancer', kind: 'choice', options: [['off', 'nothing: my words to the letter'], ['family', 'what the model needs'], ['full', 'camera, light and mood, too']], label: 'What is added to a prompt', group: 'words' },
    { key: 'language', kind: 'choice', options: [['source', 'of the chat'], ['english', 'English']], label: 'Language of looks and clothes', group: 'words' },
    { key: 'styles', kind: 'json', label: 'Styles of my own', help: 'A name and its words each; or words and negative.', example: '{"ink": "black ink", "pony": {"words": "score 9", "negative": "score 4"}}', advanced: true, group: 'words' },
    { key: 'weights', kind: 'json', label: 'Weights of the parts of a prompt', help: 'From 0.6 to 1.4, for models that read weights.', advanced: true, group: 'words' },
    { key: 'slots', kind: 'lines', label: 'Order of the prompt', help: 'One part a line.', advanced: true, group: 'words' },

    { key: 'extract_appearance.character', kind: 'check', label: 'Looks of characters from their cards', group: 'people' },
    { key: 'extract_appearance.persona', kind: 'check', label: "My persona's looks from its description", group: 'people' },
    { key: 'detect_clothing', kind: 'check', label: 'Clothes from the story', group: 'people' },
    { key: 'depth', kind: 'number', least: 1, most: 1000, whole: true, label: 'Messages to read for clothes', group: 'people' },
    { key: 'memory', kind: 'check', label: 'Remember clothes from before them', group: 'people' },
    { key: 'avatars.character', kind: 'check', label: "Send characters' avatars as reference pictures", group: 'people' },
    { key: 'avatars.persona', kind: 'check', label: "Send my persona's avatar as a reference picture", group: 'people' },
    { key: 'consistency', kind: 'choice', options: [['strict', 'strictly'], ['balanced', 'balanced'], ['loose', 'loosely']], label: 'Follow reference pictures', group: 'people' },
    { key: 'avatars.files', kind: 'json', label: 'Other pictures instead of avatars', help: "A person's name and a file on the server's machine each.", advanced: true, group: 'people' },
    { key: 'references', kind: 'json', label: 'Further reference pictures', help: 'Each with file, role and person.', advanced: true, group: 'people' },

    { key: 'automatic', kind: 'choice', options: [['on', 'by themselves'], ['ask', 'after I press a button'], ['off', 'only when I ask']], label: 'Pictures are drawn, as far as this profile goes', group: 'amount' },
    { key: 'max_pictures_per_message', kind: 'number', least: 1, most: 100, whole: true, label: 'Pictures per message at most', group: 'amount' },
    { key: 'limits.pictures_per_day', kind: 'number', least: 0, whole: true, label: 'Pictures per day at most', help: 'Empty for no limit.', group: 'amount' },
    { key: 'limits.usd_per_day', kind: 'number', least: 0, label: 'Dollars per day at most', help: 'Empty for no limit.', group: 'amount' },
    { key: 'limits.usd_per_month', kind: 'number', least: 0, label: 'Dollars per month at most', help: 'Empty for no limit.', group: 'amount' },
    { key: 'parallel', kind: 'number', least: 1, most: 16, whole: true, label: 'Pictures at the same time', advanced: true, group: 'amount' },

    { key: 'steps', kind: 'number', least: 1, most: 150, whole: true, label: 'Steps', advanced: true, group: 'local' },
    { key: 'cfg_scale', kind: 'number', least: 0, most: 30, label: 'CFG scale', advanced: true, group: 'local' },
    { key: 'sampler', kind: 'text', label: 'Sampler', advanced: true, group: 'local' },
    { key: 'scheduler', kind: 'text', label: 'Scheduler', advanced: true, group: 'local' },
    { key: 'clip_skip', kind: 'number', least: 1, most: 12, whole: true, label: 'CLIP skip', advanced: true, group: 'local' },
    { key: 'denoising_strength', kind: 'number', least: 0, most: 1, label: 'Denoising strength', advanced: true, group: 'local' },

    { key: 'options', kind: 'json', label: 'Further fields for the service', help: 'Sent as they are.', advanced: true, group: 'deep' },
    { key: 'templates', kind: 'lines', label: 'Further forms of request', example: '<pic prompt="{prompt}">', help: 'One a line.', advanced: true, group: 'deep' },
    { key: 'retries.times', kind: 'number', least: 0, most: 10, whole: true, label: 'Tries after a busy answer', advanced: true, group: 'deep' },
    { key: 'retries.wait', kind: 'number', least: 0, most: 600, label: 'First pause in seconds', advanced: true, group: 'deep' },
    { key: 'retries.longest_wait', kind: 'number', least: 0, most: 3600, label: 'Longest pause in seconds', advanced: true, group: 'deep' },
    { key: 'timeouts.connect', kind: 'number', least: 1, most: 600, label: 'Seconds to wait for a connection', advanced: true, group: 'deep' },
    { key: 'timeouts.read', kind: 'number', least: 1, most: 3600, label: 'Seconds to wait for the next piece', advanced: true, group: 'deep' },
    { key: 'timeouts.total', kind: 'number', least: 1, most: 7200, label: 'Seconds to wait in all', advanced: true, group: 'deep' },
    { key: 'reader.endpoint', kind: 'text', label: 'Address of a language model that reads along', example: 'http://…/v1', help: 'Off without one.', advanced: true, group: 'deep' },
    { key: 'reader.model', kind: 'text', label: 'Its model', advanced: true, group: 'deep' },
    { key: 'reader.key_variable', kind: 'text', label: 'Environment variable with its key', advanced: true, group: 'deep' },
    { key: 'reader.timeout', kind: 'number', least: 1, most: 600, label: 'Seconds it may take', advanced: true, group: 'deep' },
    { key: 'reader.messages', kind: 'number', least: 0, most: 100, whole: true, label: 'Messages it reads again', advanced: true, group: 'deep' },
    { key: 'card_limits', kind: 'json', label: 'How much of a card is read', advanced: true, group: 'deep' },
    { key: 'disabled_plugins', kind: 'lines', label: 'Plugins that are not loaded', help: 'One a line.', advanced: true, group: 'deep' },
    { key: 'strict', kind: 'check', label: 'Stop when a plugin fails', advanced: true, group: 'deep' },
];

/** Three answers where a character may differ from the profile. */
const DIFFERS = /** @type {[string, string][]} */ ([['', 'as the profile has it'], ['true', 'yes'], ['false', 'no']]);

/** What one character may have otherwise; the keys are those within `characters.NAME`. @type {Field[]} */
export const OVERRIDES = [
    { key: 'style', kind: 'style', label: 'Style', empty: 'as the profile has it', group: 'words' },
    { key: 'positive', kind: 'long', label: 'In every picture with them', group: 'words' },
    { key: 'negative', kind: 'long', label: 'In no picture with them', group: 'words' },
    { key: 'aspect_ratio', kind: 'suggest', from: 'ratios', label: 'Aspect ratio', example: '2:3', group: 'picture' },
    { key: 'size', kind: 'suggest', from: 'sizes', label: 'Size in pixels', example: '1024x1536', group: 'picture' },
    { key: 'resolution', kind: 'choice', from: 'resolutions', options: [['', 'as the profile has it']], label: 'Resolution', group: 'picture' },
    { key: 'quality', kind: 'suggest', from: 'qualities', label: 'Quality', group: 'picture' },
    { key: 'extract_appearance', kind: 'choice', options: DIFFERS, label: 'Looks from the card', group: 'people' },
    { key: 'detect_clothing', kind: 'choice', options: DIFFERS, label: 'Clothes from the story', group: 'people' },
    { key: 'avatar', kind: 'choice', options: DIFFERS, label: 'Send the avatar as a reference picture', group: 'people' },
    { key: 'avatar_file', kind: 'text', label: 'Another picture instead of the avatar', help: "A file on the server's machine.", group: 'people' },
];

/**
 * Return what a field shows as the value that a profile holds, or say why it cannot be one.
 * @param {Pick<Field, 'kind'|'options'>} field
 * @param {string} shown
 * @returns {{value: any}|{problem: string}}
 */
export function readValue(field, shown) {
    const text = shown.trim();
    switch (field.kind) {
        case 'number':
            if (text === '') {
                return { value: null };
            }
            return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: 'This is no number' };
        case 'lines':
            return { value: text.split('\n').map(line => line.trim()).filter(Boolean) };
        case 'json':
            try {
                return { value: text === '' ? null : JSON.parse(text) };
            } catch {
                return { problem: 'This is no valid JSON' };
            }
        case 'choice':
            return { value: field.options === DIFFERS ? { '': null, true: true, false: false }[text] : text };
        default:
            return { value: text };
    }
}

/**
 * Return a profile's value as its field shows it.
 * @param {Pick<Field, 'kind'>} field
 * @param {any} value
 * @returns {string}
 */
export function shownValue(field, value) {
    if (value === null || value === undefined) {
        return '';
    }
    if (field.kind === 'lines') {
        return value.join('\n');
    }
    if (field.kind === 'json') {
        const isEmpty = typeof value === 'object' && !Object.keys(value).length;
        return isEmpty ? '' : JSON.stringify(value, null, 2);
    }
    return String(value);
}
