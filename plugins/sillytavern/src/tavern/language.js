// @ts-check
/** The language of this extension alone, where the user wants another than SillyTavern's. */

/** @type {Record<string, string>|null} null for SillyTavern's own language */
let words = null;

/** The languages there are, by SillyTavern's names for them. */
export const LANGUAGES = { en: 'English', 'ru-ru': 'Русский' };

/**
 * Return a text in the chosen language, undefined where SillyTavern's counts.
 * @param {string} text in English
 * @returns {string|undefined}
 */
export function chosenWords(text) {
    return words ? words[text] ?? text : undefined;
}

/**
 * Choose a language; texts that are shown already stay until they are made again.
 * @param {string} language "" for SillyTavern's
 */
export async function chooseLanguage(language) {
    if (!language || language === 'en') {
        words = language ? {} : null;
        return;
    }
    const answer = await fetch(new URL(`../../i18n/${language}.json`, import.meta.url));
    words = answer.ok ? await answer.json() : null;
}
