// @ts-check
/** The parts of a message that hold no requests: thoughts, comments, fenced and inline code. */

const OPENER = /<(think|thinking|reasoning)(?=[\s>])[^<>]*>|<!--|^ {0,3}(`{3,}|~{3,})[^\n]*$|(`+)/gim;

/**
 * Return where the region ends that a place lies in; the place itself when in none.
 * @param {string} text
 * @param {number} from where no region is open
 * @param {number} place
 * @returns {number}
 */
export function skippedAt(text, from, place) {
    const opener = new RegExp(OPENER);
    opener.lastIndex = from;
    for (let match = opener.exec(text); match && match.index < place; match = opener.exec(text)) {
        const end = endOf(text, match, opener.lastIndex);
        if (end > place) {
            return end;
        }
        opener.lastIndex = end;
    }
    return place;
}

/**
 * @param {string} text
 * @param {RegExpExecArray} match
 * @param {number} after
 */
function endOf(text, match, after) {
    const [whole, thought, fence, ticks] = match;
    if (thought) {
        return behind(text, new RegExp(`</${thought}\\s*>`, 'gi'), after, text.length);
    }
    if (whole === '<!--') {
        return behind(text, /-->/g, after, text.length);
    }
    if (fence) {
        return behind(text, new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*\\r?$`, 'gm'), after, text.length);
    }
    const end = behind(text, new RegExp(`(?<!\`)${ticks}(?!\`)`, 'g'), after, after);
    return /\n[ \t]*\r?\n/.test(text.slice(after, end)) ? after : end;
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {number} from
 * @param {number} otherwise
 */
function behind(text, pattern, from, otherwise) {
    pattern.lastIndex = from;
    return pattern.exec(text) ? pattern.lastIndex : otherwise;
}
