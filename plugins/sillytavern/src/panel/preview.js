// @ts-check
/** The prompt as it would be now, of the last message that has a request or of words that are typed here. */
import { pieces, tinted } from '../page/parts.js';
import { nameOf, slotName } from '../page/sources.js';
import { debounced, element, freshId } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { guarded } from '../tavern/events.js';
import { money } from './models.js';

/** @typedef {import('../backend/api.js').Composed} Composed */
/** @typedef {import('../backend/api.js').Part} Part */

/**
 * @typedef {object} Previewing
 * @property {(typed: string) => Promise<Composed[]>} compose [] when there is nothing to compose
 * @property {(listener: () => unknown) => void} follow calls the listener when the prompt may be another
 */

/**
 * Return the preview; it composes only while it is to be seen.
 * @param {Previewing} previewing
 * @returns {HTMLElement}
 */
export function showPreview({ compose, follow }) {
    const words = element('textarea', 'text_pole');
    Object.assign(words, { rows: 2, id: freshId(), placeholder: say('A girl on the pier at dusk') });
    const label = element('label', '', say('Words to try; without any, the last request of the chat'));
    label.htmlFor = words.id;
    const shown = element('div', 'rp_prompts');
    shown.setAttribute('role', 'region');
    shown.setAttribute('aria-label', say('Preview of the prompt'));
    shown.setAttribute('aria-live', 'polite');
    const whole = element('div', 'rp_preview', element('div', 'rp_setting', label, words), shown);
    let turn = 0;
    let isOld = false;

    async function again() {
        isOld = !whole.checkVisibility();
        if (isOld) {
            return;
        }
        turn += 1;
        const mine = turn;
        const parts = await compose(words.value.trim()).then(composedParts, problemParts);
        if (mine === turn) {
            shown.replaceChildren(...parts);
        }
    }
    const soon = debounced(() => void guarded(again));
    words.addEventListener('input', soon);
    follow(soon);
    new ResizeObserver(() => isOld && soon()).observe(whole);
    soon();
    return whole;
}

/**
 * @param {Composed[]} found
 * @returns {HTMLElement[]}
 */
function composedParts(found) {
    if (!found.length) {
        return [element('small', 'rp_help', say('No message of this chat asks for a picture yet; type some words.'))];
    }
    return found.map(one => element('section', 'rp_prompt', ...(one.error ? [problem(one.error.message)] : promptParts(one))));
}

/** @param {any} error */
function problemParts(error) {
    return [problem(error?.message ?? String(error))];
}

/** @param {string} message */
function problem(message) {
    return element('div', 'rp_error', message);
}

/** @param {Composed} composed */
function promptParts(composed) {
    const of = (/** @type {boolean} */ negative) => composed.parts.filter(part => Boolean(part.negative) === negative && (part.person ?? null) === null);
    /** @type {HTMLElement[]} */
    const parts = [coloured(composed.prompt, of(false))];
    if (composed.negative_prompt) {
        parts.push(element('div', 'rp_caption', say('To be avoided')), coloured(composed.negative_prompt, of(true)));
    }
    const slots = [...new Set(composed.parts.map(part => part.slot))];
    parts.push(element('div', 'rp_legend', ...slots.map(slot => tinted(element('span', 'rp_part', slotName(slot)), slot))));
    parts.push(element('small', 'rp_help', drawnBy(composed)));
    if (composed.changes.length) {
        parts.push(element('ul', 'rp_notices', ...composed.changes.map(change => element('li', '', change.why || change.what))));
    }
    return parts;
}

/** @param {Composed} composed */
function drawnBy({ backend, model, settings, references, price }) {
    const size = settings.size ?? settings.aspect_ratio ?? '';
    const sent = references.length ? say('{count} reference pictures', { count: references.length }) : '';
    const cost = price.usd === null ? say('price not known') : price.usd === 0 ? say('free of charge') : money(price.usd);
    return [[backend, model].filter(Boolean).join(': '), size, settings.quality, sent, cost].filter(Boolean).join(' · ');
}

/**
 * @param {string} text
 * @param {Part[]} parts
 */
function coloured(text, parts) {
    const all = pieces(text, parts).map(piece => (piece.part ? markOf(piece.text, piece.part) : piece.text));
    return element('div', 'rp_text', ...all);
}

/**
 * @param {string} text
 * @param {Part} part
 */
function markOf(text, part) {
    const mark = tinted(element('span', 'rp_part', text), part.slot);
    const from = part.evidence.map(one => one.source).filter(Boolean);
    mark.title = [slotName(part.slot), ...new Set(from.map(nameOf))].join(' · ');
    mark.dataset.slot = part.slot;
    return mark;
}
