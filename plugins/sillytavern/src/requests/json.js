// @ts-check
/** JSON as it may stand in the attribute of a tag in a message. */

const STRING = /"(?:[^"\\]|\\.)*"/g;
/** Signs that would end the attribute, or mean something to HTML, Markdown or macros. */
const SPECIAL = /[<>'&*_~`[\]()|]|(?<=\{)\{|(?<=\})\}/g;

/**
 * Write a value as JSON that neither ends an attribute nor means anything to Markdown or to macros.
 * @param {unknown} value
 * @returns {string}
 */
export function attributeJson(value) {
    const strings = JSON.stringify(value).replace(STRING, string => string.replace(SPECIAL, escaped));
    return strings.replace(/\}(?=\})/g, '} ');
}

/** @param {string} sign */
function escaped(sign) {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
