// @ts-check
/** What a character's card says for us alone: `extensions.rp_composer`. */
import { KEY, tavern } from './context.js';

const LONGEST = 2000;

/**
 * Write looks and clothes into the card of somebody in the open chat, beside what it says for us already.
 * @param {string} name
 * @param {{looks: string, outfit: string}} said "" leaves what is there
 * @returns {Promise<boolean>} false when nobody in the chat has a card of that name
 */
export async function keepForGood(name, said) {
    const number = cardOf(name);
    if (number < 0) {
        return false;
    }
    const before = tavern().characters[number].data?.extensions?.[KEY];
    const more = Object.fromEntries(Object.entries(said).filter(([, text]) => text).map(([key, text]) => [key, [...text].slice(0, LONGEST).join('')]));
    await tavern().writeExtensionField(number, KEY, { ...before, ...more });
    return true;
}

/** @param {string} name */
function cardOf(name) {
    const { characters, characterId, groupId, groups } = tavern();
    const files = groupId
        ? groups.find((/** @type {any} */ one) => one.id === groupId)?.members ?? [] : [characters[characterId]?.avatar];
    return characters.findIndex((/** @type {any} */ one) => one.name === name && files.includes(one.avatar));
}
