// @ts-check
/** Leads the eye to a message and a quote in it; the text that is kept, and the page's own elements, stay as they are. */
import { locate } from './quotes.js';

const NAME = 'rp-composer-quote';
const SHOWN_FOR = 6000;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let fading;

/**
 * Scroll to a message and mark a quote in it.
 * @param {number} number of the message
 * @param {string} quote
 * @returns {boolean} whether the message is shown at all
 */
export function lookAt(number, quote) {
    const block = document.querySelector(`#chat .mes[mesid="${number}"]`);
    const text = block?.querySelector('.mes_text');
    if (!block || !text) {
        return false;
    }
    const range = rangeOf(text, quote);
    mark(block, range);
    const target = range?.startContainer.parentElement ?? block;
    target.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    return true;
}

/**
 * @param {Element} text
 * @param {string} quote
 * @returns {Range|null}
 */
function rangeOf(text, quote) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    /** @type {Node[]} */
    const nodes = [];
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement?.closest('.rp_frame, [data-rp-slot]')) {
            nodes.push(walker.currentNode);
        }
    }
    const found = locate(nodes.map(node => node.textContent ?? ''), quote);
    if (!found) {
        return null;
    }
    const range = document.createRange();
    range.setStart(nodes[found.start.piece], found.start.offset);
    range.setEnd(nodes[found.end.piece], found.end.offset);
    return range;
}

/**
 * Mark a range; where the browser cannot, the whole message.
 * @param {Element} block
 * @param {Range|null} range
 */
function mark(block, range) {
    clearTimeout(fading);
    const highlights = /** @type {any} */ (CSS).highlights;
    const Marked = /** @type {any} */ (globalThis).Highlight;
    const fine = range && highlights && Marked;
    document.querySelectorAll('.rp_looked_at').forEach(one => one.classList.remove('rp_looked_at'));
    if (fine) {
        highlights.set(NAME, new Marked(range));
    } else {
        block.classList.add('rp_looked_at');
    }
    fading = setTimeout(() => {
        highlights?.delete(NAME);
        block.classList.remove('rp_looked_at');
    }, SHOWN_FOR);
}
