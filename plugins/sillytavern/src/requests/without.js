// @ts-check
/** A text as it would be without its requests and pictures. */
import { scan } from './tags.js';

/**
 * Return a text without its requests.
 * @param {string} text
 * @returns {string}
 */
export function withoutRequests(text) {
    let rest = '';
    let position = 0;
    for (const tag of scan(text)) {
        rest += text.slice(position, tag.start);
        position = tag.end;
    }
    return rest + text.slice(position);
}
