// @ts-check
/** The texts that are shipped in `prompts/`, loaded once. */

const LANGUAGES = ['en', 'ru'];
/** @type {Map<string, Promise<string>>} */
const loaded = new Map();

/**
 * Return which language a text is wanted in.
 * @param {string} chosen "" for as the interface
 * @param {string} interfaced the interface's
 * @returns {string}
 */
export function languageOf(chosen, interfaced) {
    return [chosen, interfaced].find(one => LANGUAGES.includes(one)) ?? 'en';
}

/**
 * Load a shipped text.
 * @param {'prompt'|'notes'|'request'} name
 * @param {string} language as `languageOf` returns it
 * @returns {Promise<string>}
 */
export function shipped(name, language) {
    const file = `${name}.${language}.md`;
    const before = loaded.get(file);
    const text = before ?? load(file);
    loaded.set(file, text);
    text.catch(() => loaded.delete(file));
    return text;
}

/** @param {string} file */
async function load(file) {
    const answer = await fetch(new URL(`../../prompts/${file}`, import.meta.url));
    if (!answer.ok) {
        throw new Error(`${file}: HTTP ${answer.status}`);
    }
    return (await answer.text()).trim();
}

/**
 * Fill values into a text; other macros in it are left for SillyTavern.
 * @param {string} text
 * @param {Record<string, string|number>} values
 * @returns {string}
 */
export function filledIn(text, values) {
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
