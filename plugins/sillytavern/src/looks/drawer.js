// @ts-check
/** Who is in the scene, what they look like and wear, and the sentence each is from; all of it can be put right. */
import { withPrice } from '../page/pricing.js';
import { askedNow } from '../flow/story.js';
import { acted } from '../page/acting.js';
import { nameOf, readable } from '../page/sources.js';
import { element, iconButton, textButton } from '../page/elements.js';
import { keepForGood } from '../tavern/card_field.js';
import { say } from '../tavern/context.js';
import { onLanguage } from '../tavern/language.js';
import { chat, swipeOf } from '../tavern/messages.js';
import { popup, tell } from '../tavern/popups.js';
import { lookAt } from '../tavern/sights.js';
import { corrections, setCorrections } from '../tavern/stored.js';
import { added, ATTRIBUTES, changeGarment, putOn, setLock, setTrait, takeOff } from './corrections.js';

/** @typedef {import('../start.js').App} App */
/** @typedef {import('./corrections.js').Correction} Correction */
/** @typedef {import('../backend/api.js').Wearer} Wearer */
/** @typedef {import('../backend/api.js').Wardrobe} Wardrobe */

/**
 * @typedef {object} Hands What a row can do.
 * @property {(events: Correction[]) => unknown} correct
 * @property {number|null} message with which corrections begin to count
 * @property {() => Promise<unknown>} close
 */

/**
 * Show who is in the scene of a message.
 * @param {App} app
 * @param {import('../tavern/context.js').Message} [message] the last one unless another is meant
 * @param {() => unknown} [again] draws the picture again from which this was opened
 * @param {string} [price] of that, "" for none
 */
export async function openLooks(app, message = chat().at(-1), again, price = '') {
    const list = element('div', 'rp_people', say('Reading the story…'));
    list.setAttribute('aria-live', 'polite');
    const content = element('div', 'rp_looks', [
        element('h3', '', say('Looks and clothes')),
        element('p', 'rp_hint', say('As the story says after this message. What you put right counts from there on, in this chat.')),
        list,
    ]);
    const opened = (/** @type {() => Promise<unknown>} */ close) => void acted(() => fill(app, message, list, close));
    if (await popup(content, { wide: true, more: again ? [withPrice('Draw this picture again', price)] : [], opened }) === 0) {
        await again?.();
    }
}

/**
 * @param {App} app
 * @param {import('../tavern/context.js').Message|undefined} message
 * @param {HTMLElement} list
 * @param {() => Promise<unknown>} close
 */
async function fill(app, message, list, close) {
    try {
        const answer = await asked(app, message);
        const correct = async (/** @type {Correction[]} */ events) => {
            if (events.length) {
                list.classList.add('rp_waiting');
                await setCorrections(added(/** @type {Correction[]} */ (corrections()), events));
                await fill(app, message, list, close);
            }
        };
        const hands = { correct, message: answer.message, close };
        list.replaceChildren(...(answer.people.length ? answer.people.map(one => person(one, hands)) : [element('p', '', say('Nobody is known yet.'))]));
    } catch (error) {
        list.replaceChildren(element('p', 'rp_hint', /** @type {Error} */ (error).message));
    } finally {
        list.classList.remove('rp_waiting');
    }
}

/**
 * @param {App} app
 * @param {import('../tavern/context.js').Message|undefined} message
 * @returns {Promise<Wardrobe>}
 */
async function asked(app, message) {
    if (!message) {
        return { message: null, people: [], state: {} };
    }
    return await askedNow(app.api, body => app.api.wardrobe(body), { message, swipe: swipeOf(message) });
}

/**
 * @param {Wearer} one
 * @param {Hands} hands
 */
function person(one, hands) {
    const made = element('section', 'rp_person');
    const all = one.garments.length > 0 && one.garments.every(garment => garment.locked);
    const lock = iconButton(all ? 'fa-lock' : 'fa-lock-open', all ? 'Unlock all clothes' : 'Lock all clothes',
        () => hands.correct(setLock(one.name, {}, !all, hands.message)));
    lock.setAttribute('aria-pressed', String(all));
    const head = element('header', '', [element('h4', '', one.name), lock]);
    const looks = (one.looks ?? []).map(look => trait(one, look, hands));
    const clothes = one.garments.map(garment => worn(one, garment, hands));
    made.append(
        head,
        part('Clothes', clothes, asking('Add a garment', '', words => hands.correct(putOn(one.name, words, hands.message)))),
        part('Looks', looks, adding(one, hands)),
    );
    if (one.taken_off?.garments.length) {
        made.append(element('small', 'rp_hint', `${say('Taken off last')}: ${one.taken_off.garments.join(', ')}`));
    }
    if (one.role === 'character') {
        made.append(textButton('Keep for good in the card', () => kept(one)));
    }
    return made;
}

/**
 * @param {string} title
 * @param {HTMLElement[]} rows
 * @param {HTMLElement} more
 */
function part(title, rows, more) {
    const list = element('ul', 'rp_rows', rows.length ? rows : [element('li', 'rp_hint', say('Nothing is said.'))]);
    return element('div', '', [element('h5', '', say(title)), list, more]);
}

/**
 * @param {Wearer} one
 * @param {import('../backend/api.js').Garment} garment
 * @param {Hands} hands
 */
function worn(one, garment, hands) {
    const { message, correct } = hands;
    return row(garment.text, { ...garment, note: garment.said ? '' : say('hardly still worn') }, hands, {
        change: words => correct(changeGarment(one.name, garment.text, words, message)),
        remove: () => correct(takeOff(one.name, garment.text, message)),
        lock: locked => correct(setLock(one.name, { garment: garment.text }, locked, message)),
    });
}

/**
 * @param {Wearer} one
 * @param {import('../backend/api.js').Look} look
 * @param {Hands} hands
 */
function trait(one, look, hands) {
    const { message, correct } = hands;
    return row(look.text, { ...look, note: say(ATTRIBUTES[look.attribute] ?? look.attribute) }, hands, {
        change: words => correct(setTrait(one.name, look.attribute, words, message)),
        remove: () => correct(setTrait(one.name, look.attribute, '', message)),
        lock: locked => correct(setLock(one.name, { attribute: look.attribute }, locked, message)),
    });
}

/**
 * @param {string} text
 * @param {{source: string, message: number|null, sentence: string, locked: boolean, note: string}} about
 * @param {Hands} hands
 * @param {{change: (words: string) => unknown, remove: () => unknown, lock: (locked: boolean) => unknown}} acts
 */
function row(text, about, hands, acts) {
    const made = element('li', 'rp_row');
    const lock = iconButton(about.locked ? 'fa-lock' : 'fa-lock-open', about.locked ? 'Unlock' : 'Lock', () => acts.lock(!about.locked));
    lock.setAttribute('aria-pressed', String(about.locked));
    const words = element('span', 'rp_words', [element('b', '', text), ...(about.note ? [element('small', '', about.note)] : [])]);
    made.append(
        words,
        element('span', 'rp_acts', [
            lock,
            iconButton('fa-pen', 'Change', () => made.replaceChildren(asking('Change', text, acts.change, true))),
            iconButton('fa-xmark', 'Take away', acts.remove),
        ]),
        sentence(about, hands),
    );
    return made;
}

/**
 * @param {{source: string, message: number|null, sentence: string}} about
 * @param {Hands} hands
 */
function sentence({ source, message, sentence: said }, { close }) {
    if (message === null || !source.startsWith('message:')) {
        return element('span', 'rp_source', source ? [element('b', '', nameOf(source)), ' ', element('q', '', readable(said, source))] : '');
    }
    const made = textButton('', async () => {
        await close();
        if (!lookAt(message, said)) {
            tell(say('Message {number} is further up: show more messages first.', { number: message }));
        }
    });
    made.className = 'rp_source rp_link';
    made.replaceChildren(element('b', '', nameOf(source)), ' ', element('q', '', readable(said, source)));
    return made;
}

/**
 * @param {Wearer} one
 * @param {Hands} hands
 */
function adding(one, hands) {
    const attributes = element('select', 'text_pole');
    attributes.setAttribute('aria-label', say('What of their looks'));
    attributes.append(...Object.entries(ATTRIBUTES).map(([name, title]) => new Option(say(title), name)));
    const form = asking('Say how they look', '', words => hands.correct(setTrait(one.name, attributes.value, words, hands.message)));
    form.prepend(attributes);
    return form;
}

/**
 * A line to write on.
 * @param {string} title in English
 * @param {string} value
 * @param {(words: string) => unknown} done
 * @param {boolean} [focus]
 */
function asking(title, value, done, focus = false) {
    const field = element('input', 'text_pole');
    field.maxLength = 200;
    field.autocomplete = 'off';
    field.value = value;
    field.placeholder = say(title);
    field.setAttribute('aria-label', say(title));
    const act = () => void (field.value.trim() && acted(() => done(field.value)));
    field.addEventListener('keydown', event => {
        event.stopPropagation();
        if (event.key === 'Enter') {
            event.preventDefault();
            act();
        }
    });
    if (focus) {
        queueMicrotask(() => field.focus());
    }
    return element('span', 'rp_asking', [field, iconButton('fa-check', 'Done', act)]);
}

/** @param {Wearer} one */
async function kept(one) {
    const looks = (one.looks ?? []).map(look => look.text).join(', ');
    const outfit = one.garments.filter(garment => garment.said).map(garment => garment.text).join(', ');
    const content = element('div', '', [
        element('h3', '', say('Keep for good in the card of {name}?', { name: one.name })),
        element('p', '', say('From now on these count in every chat with them, whatever else the card says.')),
        element('p', '', `${say('Looks')}: ${looks || '–'}`), element('p', '', `${say('Clothes')}: ${outfit || '–'}`),
    ]);
    if (await popup(content, { ok: 'Keep', cancel: 'Cancel' }) === 'ok') {
        const done = await keepForGood(one, { looks, outfit });
        tell(done ? say('The card of {name} says so now.', { name: one.name }) : say('There is no card of {name} in this chat.', { name: one.name }), done ? 'success' : 'warning');
    }
}

/**
 * Add the way to it to SillyTavern's menu of extensions.
 * @param {App} app
 */
export function offerLooks(app) {
    const menu = document.getElementById('extensionsMenu');
    if (!menu || document.getElementById('rp_composer_looks')) {
        return;
    }
    const icon = element('div', 'fa-solid fa-shirt extensionsMenuExtensionButton');
    const words = element('span', '', say('Looks and clothes'));
    const made = element('div', 'list-group-item flex-container flexGap5 interactable', [icon, words]);
    onLanguage(() => words.replaceChildren(say('Looks and clothes')));
    made.id = 'rp_composer_looks';
    made.tabIndex = 0;
    made.setAttribute('role', 'button');
    made.addEventListener('click', () => void acted(() => openLooks(app)));
    menu.append(made);
}
