// @ts-check
/** Writes requests: from the user's words, from what a language model answered, or from the last narration. */
import { scan } from '../requests/tags.js';
import { attributeJson } from '../requests/json.js';
import { promptOf } from '../requests/reading.js';
import { withoutRequests } from '../requests/without.js';

/** So much of a narration is asked for as a picture. */
const LONGEST = 500;

/**
 * Write a request.
 * @param {{prompt: string, style?: string, aspect_ratio?: string}} asked
 * @param {string} [remark] shown at its picture
 * @returns {string}
 */
export function tagOf(asked, remark = '') {
    const values = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    const title = remark ? ` title="${remark.replace(/[<>"&']/g, sign => `&#${sign.charCodeAt(0)};`)}"` : '';
    return `<img data-iig-instruction='${attributeJson(values)}' src="[IMG:GEN]"${title}>`;
}

/**
 * Return the request in a language model's answer.
 * @param {string} answer
 * @param {string} [question] whose example is no answer
 * @returns {string} a tag, "" when there is none
 */
export function tagIn(answer, question = '') {
    const found = firstIn(answer) || fromJson(answer);
    return found && promptIn(found) && promptIn(found) !== promptIn(firstIn(question)) ? found.replace(/\n\s*\n/g, '\n') : '';
}

/**
 * Return what a text tells, as a picture can show it: without requests, markup and speech, its end where it is long.
 * @param {string} text of a message
 * @returns {string} "" when it tells nothing
 */
export function narrationOf(text) {
    const bare = plain(withoutRequests(text));
    const told = bare.replace(/"[^"\n]*"|“[^”\n]*”|«[^»\n]*»/g, ' ').replace(/^\s*[—–-]\s.*$/gm, ' ');
    const words = squeezed(told);
    return lastPart(/\p{L}{2}/u.test(words) ? words : squeezed(bare));
}

/**
 * @param {string} text
 * @returns {string} its first request, "" for none
 */
function firstIn(text) {
    const tag = scan(text).find(one => one.status === 'pending');
    return tag ? text.slice(tag.start, tag.end) : '';
}

/** @param {string} source a request alone, or nothing */
function promptIn(source) {
    const [tag] = scan(source);
    return tag ? promptOf(tag, source) : '';
}

/** @param {string} answer that holds the values alone, as some models answer */
function fromJson(answer) {
    try {
        const { prompt, style, aspect_ratio } = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        return typeof prompt === 'string' && prompt.trim() ? tagOf({ prompt: prompt.trim(), style: text(style), aspect_ratio: text(aspect_ratio) }) : '';
    } catch {
        return '';
    }
}

/** @param {unknown} value */
function text(value) {
    return typeof value === 'string' ? value : '';
}

/** @param {string} text */
function plain(text) {
    return text
        .replace(/<(think|thinking|reasoning|details|style|script)\b[^]*?<\/\1\s*>/gi, ' ')
        .replace(/```[^]*?(?:```|$)/g, ' ')
        .replace(/<!--[^]*?-->|<\/?[a-z][^<>]*>/gi, ' ')
        .replace(/[*`~#]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
}

/** @param {string} text */
function squeezed(text) {
    return text.replace(/\s+/g, ' ').replace(/\s+([,.!?;:…])/g, '$1').trim();
}

/** @param {string} text */
function lastPart(text) {
    if (text.length <= LONGEST) {
        return text;
    }
    const part = text.slice(-LONGEST);
    const sentence = /[.!?…]["”»)]*\s+(?=\S)/.exec(part);
    const start = sentence && sentence.index < LONGEST * 0.7 ? sentence.index + sentence[0].length : part.indexOf(' ') + 1;
    return part.slice(start);
}
