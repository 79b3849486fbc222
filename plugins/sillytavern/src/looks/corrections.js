// @ts-check
/** What a user puts right or locks, as events of the chat: the server reads them with every call. */

/**
 * @typedef {object} Correction as the server reads it
 * @property {string} person
 * @property {'wear'|'remove'|'lock'|'unlock'|'trait'} kind
 * @property {number} [message] with which it begins to count
 * @property {string} [garment]
 * @property {string} [attribute] of looks
 * @property {string} [value] of a trait
 */

/** The most that the server takes, and its longest words. */
const MOST = 1000;
const LONGEST = 200;

/** Attributes of looks that can be put right, with their names in English. */
export const ATTRIBUTES = /** @type {Record<string, string>} */ ({
    hair_color: 'Hair colour', hair_style: 'Hair style', eye_color: 'Eyes', skin: 'Skin', build: 'Build', height: 'Height',
    age_look: 'Age', species: 'Species', gender: 'Gender', feature: 'Feature',
});

/**
 * Add events; what they make meaningless is left out.
 * @param {Correction[]} list
 * @param {Correction[]} events
 * @returns {Correction[]}
 */
export function added(list, events) {
    const kept = list.filter(one => !events.some(event => replaces(event, one)));
    return [...kept, ...events].slice(-MOST);
}

/**
 * Say whether an event leaves nothing of an earlier one: both are about the same thing and count from the same message.
 * @param {Correction} event
 * @param {Correction} earlier
 */
function replaces(event, earlier) {
    const same = event.person === earlier.person && event.message === earlier.message
        && (event.garment ?? '') === (earlier.garment ?? '') && (event.attribute ?? '') === (earlier.attribute ?? '');
    return same && group(event) === group(earlier);
}

/** @param {Correction} event */
function group(event) {
    return event.kind === 'lock' || event.kind === 'unlock' ? 'lock' : event.kind === 'trait' ? 'trait' : 'wear';
}

/**
 * Put on.
 * @param {string} person
 * @param {string} garment
 * @param {number|null} message
 * @returns {Correction[]} [] for no words
 */
export function putOn(person, garment, message) {
    const words = tidy(garment);
    return words ? [at(message, { person, kind: 'wear', garment: words })] : [];
}

/**
 * Take off.
 * @param {string} person
 * @param {string} garment
 * @param {number|null} message
 * @returns {Correction[]}
 */
export function takeOff(person, garment, message) {
    return [at(message, { person, kind: 'remove', garment: tidy(garment) })];
}

/**
 * Put one garment in the place of another.
 * @param {string} person
 * @param {string} before
 * @param {string} after
 * @param {number|null} message
 * @returns {Correction[]} [] when it is the same
 */
export function changeGarment(person, before, after, message) {
    const words = tidy(after);
    return words && words !== before ? [...takeOff(person, before, message), ...putOn(person, words, message)] : [];
}

/**
 * Say what somebody looks like.
 * @param {string} person
 * @param {string} attribute
 * @param {string} value "" takes the trait away
 * @param {number|null} message
 * @returns {Correction[]}
 */
export function setTrait(person, attribute, value, message) {
    return attribute in ATTRIBUTES ? [at(message, { person, kind: 'trait', attribute, value: tidy(value) })] : [];
}

/**
 * Lock or unlock a garment or an attribute; with neither, all clothes.
 * @param {string} person
 * @param {{garment?: string, attribute?: string}} what
 * @param {boolean} locked
 * @param {number|null} message
 * @returns {Correction[]}
 */
export function setLock(person, what, locked, message) {
    const meant = what.garment ? { garment: tidy(what.garment) } : what.attribute ? { attribute: what.attribute } : {};
    return [at(message, { person, kind: locked ? 'lock' : 'unlock', ...meant })];
}

/**
 * @param {number|null} message
 * @param {Correction} event
 * @returns {Correction}
 */
function at(message, event) {
    return message === null ? event : { ...event, message };
}

/** @param {string} words */
function tidy(words) {
    return [...words.replace(/\s+/g, ' ').trim()].slice(0, LONGEST).join('');
}
