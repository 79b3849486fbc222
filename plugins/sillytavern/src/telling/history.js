// @ts-check
/**
 * How pictures of earlier messages appear to the language model. The tags themselves would cost tokens, and teach it to
 * write paths of files instead of requests.
 */
import { scan } from '../requests/tags.js';
import { promptOf } from '../requests/reading.js';

/** @typedef {import('../requests/tags.js').Tag} Tag */
/** @typedef {'description'|'tag'|'none'} Manner */

/** A description is not longer than this. */
const LONGEST = 160;
/** The finished details block that stands behind its picture; both together were one request. */
const FINISHED = /\s{0,100}<details[^<>]*>\s*<summary[^<>]*>(?:\s|<[^<>]*>|[^\w<>\n]){0,20}Image:\s*Done\b[^]*?<\/details\s*>/iy;

/**
 * Return a message's text as the language model gets it.
 * @param {string} text
 * @param {Manner} manner
 * @returns {string}
 */
export function told(text, manner) {
    let rest = '';
    let position = 0;
    for (const tag of scan(text)) {
        if (tag.start < position) {
            continue;
        }
        rest += text.slice(position, tag.start);
        position = endOf(text, tag);
        const words = wordsFor(text, tag, manner);
        if (!words) {
            [rest, position] = closedUp(rest, text, position);
        }
        rest += words;
    }
    return position ? rest + text.slice(position) : text;
}

/**
 * Change the messages that go to the language model.
 * @param {{mes: string}[]} messages copies: only their `mes` is changed
 * @param {Manner} manner
 */
export function tellHistory(messages, manner) {
    for (const message of messages) {
        if (typeof message?.mes === 'string' && message.mes) {
            const text = told(message.mes, manner);
            if (text !== message.mes) {
                message.mes = text;
            }
        }
    }
}

/**
 * Return a short neutral note of a picture.
 * @param {string} prompt "" when nobody knows it
 * @returns {string}
 */
export function described(prompt) {
    const plain = prompt.replace(/[[\]<>{}]/g, ' ').replace(/\S*\/user\/images\/\S*/g, '').replace(/\s+/g, ' ').trim();
    return plain ? `[picture: ${shortened(plain)}]` : '[picture]';
}

/**
 * @param {string} text
 * @param {Tag} tag
 * @param {Manner} manner
 */
function wordsFor(text, tag, manner) {
    if (manner === 'none' || tag.status === 'half') {
        return '';
    }
    const source = text.slice(tag.start, tag.end);
    const told = manner === 'tag' ? asRequest(tag, source) : null;
    return told ?? described(promptOf(tag, source));
}

/**
 * Return a request as it was before its picture came; null for one that nobody can know any more.
 * @param {Tag} tag
 * @param {string} source
 */
function asRequest(tag, source) {
    if (tag.status === 'pending') {
        return source;
    }
    const instruction = tag.attributes['data-iig-instruction'];
    return instruction ? `<img data-iig-instruction='${instruction.replace(/'/g, '\\u0027')}' src="[IMG:GEN]">` : null;
}

/**
 * @param {string} text
 * @param {Tag} tag
 */
function endOf(text, tag) {
    FINISHED.lastIndex = tag.end;
    return tag.status === 'done' && FINISHED.test(text) ? FINISHED.lastIndex : tag.end;
}

/**
 * Leave no hole where something was taken out: of the white space on both sides only the longer stays, at an end none.
 * @param {string} before
 * @param {string} text
 * @param {number} position
 * @returns {[string, number]}
 */
function closedUp(before, text, position) {
    const head = before.trimEnd();
    const start = text.length - text.slice(position).trimStart().length;
    if (!head || start === text.length) {
        return [head, start];
    }
    return before.length - head.length > start - position ? [before, start] : [head, position];
}

/** @param {string} text */
function shortened(text) {
    const signs = [...text];
    if (signs.length <= LONGEST) {
        return text;
    }
    const cut = signs.slice(0, LONGEST).join('');
    const word = cut.lastIndexOf(' ');
    return `${(word > LONGEST / 2 ? cut.slice(0, word) : cut).replace(/[\s,;:.]+$/, '')}…`;
}
