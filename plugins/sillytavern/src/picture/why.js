// @ts-check
/** Why a picture looks as it does: its prompt by parts, and the words in cards and messages that each part is from. */
import { askedNow } from '../flow/story.js';
import { pieces, tinted } from '../page/parts.js';
import { nameOf, readable, slotName } from '../page/sources.js';
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { popup, tell } from '../tavern/popups.js';
import { lookAt } from '../tavern/sights.js';
import { textOf } from '../tavern/messages.js';

/** @typedef {import('./menu.js').Picture} Picture */
/** @typedef {import('./menu.js').Desk} Desk */
/** @typedef {import('../backend/api.js').Composed} Composed */
/** @typedef {import('../backend/api.js').Part} Part */
/** @typedef {import('../backend/api.js').Evidence} Evidence */
/** @typedef {import('../backend/api.js').Job} Job */

/**
 * Explain a picture.
 * @param {Picture} picture
 * @param {Desk} desk
 */
export async function openWhy(picture, desk) {
    const { api } = desk.app;
    const [job, composed] = await Promise.all([api.job(picture.id), composedOf(picture, api)]);
    const content = element('div', 'rp_why', [element('h3', '', say('Why does it look like this?'))]);
    await popup(content, { wide: true, opened: close => content.append(...explained(job, composed, evidence => show(evidence, close))) });
}

/**
 * @param {Picture} picture
 * @param {ReturnType<typeof import('../backend/api.js').apiOf>} api
 * @returns {Promise<Composed|null>} null when the story no longer has the request
 */
async function composedOf(picture, api) {
    const signs = [...textOf(picture.message, picture.swipe) ?? ''];
    const answer = await askedNow(api, body => api.compose(body), picture);
    const mark = `data-rp-composer="${picture.id}"`;
    return answer.requests.find(one => one.span && signs.slice(...one.span).join('').includes(mark)) ?? null;
}

/**
 * @param {Evidence} evidence
 * @param {() => Promise<unknown>} close
 */
async function show(evidence, close) {
    await close();
    const message = Number(evidence.source.slice('message:'.length));
    if (!lookAt(message, evidence.quote)) {
        tell(say('Message {number} is further up: show more messages first.', { number: message }));
    }
}

/**
 * @param {Job} job
 * @param {Composed|null} composed
 * @param {(evidence: Evidence) => unknown} go
 * @returns {HTMLElement[]}
 */
function explained(job, composed, go) {
    const same = composed?.prompt === job.prompt;
    /** @type {HTMLElement[]} */
    const all = [];
    if (!composed || composed.error) {
        all.push(hint(composed?.error?.message ?? say('The message no longer has this request.')));
    } else if (!same) {
        all.push(hint(say(job.kind === 'redraw' ? 'This version was drawn with edited words.' : 'The story, the profile or corrections have changed since it was drawn.')));
    }
    if (!same) {
        all.push(section('What was drawn', element('p', 'rp_prompt', job.prompt)));
    }
    if (composed && !composed.error) {
        all.push(...partsOf(composed, same, go));
        all.push(...listOf('Done otherwise than asked', composed.changes.map(one => element('span', '', `${one.what}: ${one.why}`))));
        all.push(...listOf('Contradictions', composed.conflicts.map(one => conflict(one, go))));
    }
    all.push(...listOf('Reference pictures', job.references.map(one => element('span', '', `${one.person}: ${one.asset}`))));
    const facts = [job.backend, job.model, job.seed === null ? '' : `${say('seed')} ${job.seed}`, job.profile && `${say('profile')} ${job.profile}`];
    all.push(element('small', 'rp_hint', facts.filter(Boolean).join(' · ')));
    return all;
}

/**
 * @param {Composed} composed
 * @param {boolean} same whether it is what was drawn
 * @param {(evidence: Evidence) => unknown} go
 */
function partsOf(composed, same, go) {
    const list = element('ul', 'rp_parts');
    const title = same ? 'The prompt' : 'As it would be composed now';
    const prompts = [
        prompt(title, composed.prompt, composed.parts.filter(one => !one.negative && one.person == null)),
        ...composed.people.map((person, number) => prompt(person.name, person.prompt, composed.parts.filter(one => one.person === number && !one.negative))),
        prompt('Avoid', composed.negative_prompt, composed.parts.filter(one => one.negative && one.person == null)),
    ];
    return [...prompts.flat(), section('Where it comes from', list)];

    /**
     * @param {string} name
     * @param {string} text
     * @param {Part[]} parts
     */
    function prompt(name, text, parts) {
        const all = pieces(text, parts).map(piece => (piece.part ? coloured(piece.part, piece.text) : piece.text));
        return text ? [section(name, element('p', 'rp_prompt', all))] : [];
    }

    /**
     * @param {Part} part
     * @param {string} text
     */
    function coloured(part, text) {
        const item = element('li', '', [chip(part.slot), element('span', 'rp_said', text), ...sources(part.evidence, go)]);
        list.append(item);
        const said = part.evidence.find(one => one.source.startsWith('message:'));
        const made = /** @type {HTMLButtonElement} */ (tinted(element('button', 'rp_part', text), part.slot));
        made.type = 'button';
        made.title = `${slotName(part.slot)}${part.evidence[0] ? ` · ${nameOf(part.evidence[0].source)}` : ''}`;
        made.addEventListener('click', () => {
            if (said) {
                go(said);
                return;
            }
            list.querySelectorAll('.rp_chosen').forEach(one => one.classList.remove('rp_chosen'));
            item.classList.add('rp_chosen');
            item.scrollIntoView({ block: 'nearest' });
        });
        return made;
    }
}

/**
 * @param {Evidence[]} evidence
 * @param {(evidence: Evidence) => unknown} go
 * @returns {HTMLElement[]}
 */
function sources(evidence, go) {
    return evidence.slice(0, 5).map(one => {
        const quote = element('q', '', readable(one.quote, one.source));
        const name = element('b', '', nameOf(one.source));
        if (!one.source.startsWith('message:')) {
            return element('span', 'rp_source', [name, ' ', quote]);
        }
        const made = textButton('', () => go(one));
        made.className = 'rp_source rp_link';
        made.replaceChildren(name, ' ', quote);
        return made;
    });
}

/**
 * @param {import('../backend/api.js').Conflict} one
 * @param {(evidence: Evidence) => unknown} go
 */
function conflict(one, go) {
    const says = say('{person}: “{kept}” counts, not “{dropped}” ({why})', { person: one.person, kept: one.kept.text, dropped: one.dropped.text, why: one.why });
    return element('span', '', [says, ...sources([...one.kept.evidence, ...one.dropped.evidence], go)]);
}

/** @param {string} slot */
function chip(slot) {
    return tinted(element('span', 'rp_chip', slotName(slot)), slot);
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function section(title, content) {
    return element('section', '', [element('h4', '', say(title)), content]);
}

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 */
function listOf(title, items) {
    return items.length ? [section(title, element('ul', 'rp_parts', items.map(one => element('li', '', [one]))))] : [];
}

/** @param {string} text */
function hint(text) {
    return element('p', 'rp_hint', text);
}
