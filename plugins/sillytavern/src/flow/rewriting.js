// @ts-check
/**
 * Slots where SillyTavern has no door in its formatting, as before version 1.19: a message that was rendered is rendered
 * once more without its requests, before anybody sees it, and the slots are set where they stood.
 */
import { tavern } from '../tavern/context.js';
import { chat, isEdited } from '../tavern/messages.js';
import { watchRendered } from '../tavern/rendered.js';
import { marks } from './display.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {{text: string, html: string[]}} Aside */

/** Shows that a message is as we rendered it; it goes when SillyTavern renders it anew. */
const SIGN = 'rp_composer_shown';

/**
 * Begin to show requests as slots.
 * @param {(text: string, message: Message, index: number) => Aside|null} putAside null for a message that is not ours
 */
export function rewriteDisplay(putAside) {
    watchRendered(block => {
        const index = Number(block.getAttribute('mesid'));
        const message = chat()[index];
        const text = message?.extra?.display_text ?? message?.mes;
        if (typeof text !== 'string' || isEdited(block)) {
            return;
        }
        const aside = putAside(text, message, index);
        if (aside && (aside.html.length || aside.text !== text)) {
            rewrite(block, index, message, aside);
        }
    });
}

/**
 * @param {HTMLElement} block
 * @param {number} index
 * @param {Message} message
 * @param {Aside} aside
 */
function rewrite(block, index, message, aside) {
    const key = JSON.stringify(aside);
    const before = /** @type {HTMLElement|null} */ (block.querySelector(`.mes_text .${SIGN}`));
    if (before?.dataset.rpKey === key) {
        return;
    }
    tavern().updateMessageBlock(index, { ...message, mes: aside.text, extra: { ...message.extra, display_text: aside.text } });
    const text = block.querySelector('.mes_text');
    if (text) {
        setIn(text, aside.html);
        const sign = document.createElement('span');
        sign.className = SIGN;
        sign.hidden = true;
        sign.dataset.rpKey = key;
        text.append(sign);
    }
}

/**
 * Put what the marks stand for in their places.
 * @param {Element} text
 * @param {string[]} html
 */
function setIn(text, html) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    const nodes = [];
    while (walker.nextNode()) {
        nodes.push(/** @type {Text} */ (walker.currentNode));
    }
    for (const node of nodes) {
        const parts = marks(node.data);
        if (parts.some(part => typeof part === 'number')) {
            node.replaceWith(...parts.map(part => (typeof part === 'number' ? elementOf(html[part] ?? '') : part)));
        }
    }
}

/**
 * @param {string} html of one slot or picture, as `display.js` writes it
 * @returns {Node|string}
 */
function elementOf(html) {
    const made = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
    if (made instanceof HTMLElement && made.hasAttribute('src') && !isOwn(made.getAttribute('src') ?? '')) {
        made.removeAttribute('src');
    }
    return made ? document.importNode(made, true) : '';
}

/** @param {string} source of a picture: those of other servers are for SillyTavern to allow, and it has not seen this one */
function isOwn(source) {
    return URL.canParse(source, location.href) && new URL(source, location.href).origin === location.origin;
}
