// @ts-check
/** What a character's card says for us alone: `extensions.rp_composer`. */
import { KEY, tavern } from './context.js';

const LONGEST = 2000;

/**
 * Write looks and clothes into the card of somebody in the open chat, beside what it says for us already.
 * @param {{name: string, file: string}} person `file` is that of their card, "" where it is not known
 * @param {{looks: string, outfit: string}} said "" leaves what is there
 * @returns {Promise<boolean>} false when nobody in the chat has such a card
 */
export async function keepForGood(person, said) {
    const number = cardOf(person);
    if (number < 0) {
        return false;
    }
    const before = tavern().characters[number].data?.extensions?.[KEY];
    const more = Object.fromEntries(Object.entries(said).filter(([, text]) => text).map(([key, text]) => [key, [...text].slice(0, LONGEST).join('')]));
    await tavern().writeExtensionField(number, KEY, { ...before, ...more });
    return true;
}

/** @param {{name: string, file: string}} person */
function cardOf({ name, file }) {
    const { characters, characterId, groupId, groups } = tavern();
    const files = groupId
        ? groups.find((/** @type {any} */ one) => one.id === groupId)?.members ?? [] : [characters[characterId]?.avatar];
    return characters.findIndex((/** @type {any} */ one) => (file ? one.avatar === file : one.name === name) && files.includes(one.avatar));
}
