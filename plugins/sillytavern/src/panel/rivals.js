// @ts-check
/**
 * Another extension that serves the same tag: found by what is loaded on the page, since whoever installs one may call
 * its folder as they like. Until the user has chosen one, nothing of ours is drawn by itself.
 */

/** @typedef {import('../tavern/neighbours.js').Extension} Extension */

/**
 * @typedef {object} Rival
 * @property {string} name of its folder
 */

/** Names that folders of the family have where nobody renames them. */
const KNOWN = /silly-?images|inline[-_]?image[-_]?gen|(?:^|[-_])iig(?:$|[-_])/i;
/** What a script has that looks for the tag and calls somebody who draws. */
const MARK = /data-iig-instruction/;
const DRAWS = /images\/generations|generateContent|sdapi\/v1|\bproviders?\.js\b|\bpipeline\.js\b|generateImage/;

/**
 * Return those that serve the same tag.
 * @param {Extension[]} loaded
 * @param {Record<string, any>} extensionSettings
 * @returns {Rival[]}
 */
export function rivalsAmong(loaded, extensionSettings) {
    const switchedOff = extensionSettings.inline_image_gen?.enabled === false;
    return loaded
        .filter(({ name, text }) => (MARK.test(text) && DRAWS.test(text)) || KNOWN.test(name))
        .filter(() => !switchedOff)
        .map(({ name }) => ({ name }));
}

/**
 * Say whether ours has to wait: there is a rival about which the user has not decided, or for which they have.
 * @param {Rival[]} rivals
 * @param {Record<string, 'ours'|'theirs'>} choices by folder
 * @returns {{undecided: Rival[], waits: boolean}}
 */
export function standing(rivals, choices) {
    const undecided = rivals.filter(rival => !choices[rival.name]);
    return { undecided, waits: undecided.length > 0 || rivals.some(rival => choices[rival.name] === 'theirs') };
}
