// @ts-check
/** The language of this extension: the one that the user has chosen for it, else SillyTavern's. */

/** @type {Record<string, string>|null} null where SillyTavern's words count, which knows ours from the manifest */
let words = null;
/** @type {Set<() => unknown>} */
const listeners = new Set();

/** The languages there are, by SillyTavern's names for them. */
export const LANGUAGES = { en: 'English', 'ru-ru': 'Русский' };

/**
 * Return a text in the language that counts, undefined where SillyTavern is to be asked.
 * @param {string} text in English
 * @returns {string|undefined}
 */
export function chosenWords(text) {
    return words ? words[text] ?? text : undefined;
}

/**
 * Choose a language; whoever shows texts is told. Our own words go before SillyTavern's, which may mean something else
 * by the same English word.
 * @param {string} chosen "" for SillyTavern's
 * @param {string} [interfaced] SillyTavern's
 */
export async function chooseLanguage(chosen, interfaced = 'en') {
    words = await load(chosen || interfaced) ?? (chosen ? {} : null);
    listeners.forEach(listener => listener());
}

/**
 * Be told when another language counts.
 * @param {() => unknown} listener
 */
export function onLanguage(listener) {
    listeners.add(listener);
}

/** @param {string} language */
async function load(language) {
    if (language === 'en' || !(language in LANGUAGES)) {
        return null;
    }
    const answer = await fetch(new URL(`../../i18n/${language}.json`, import.meta.url));
    return answer.ok ? await answer.json() : null;
}
