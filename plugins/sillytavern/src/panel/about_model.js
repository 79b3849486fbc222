// @ts-check
/** What the chosen model takes and costs, and a way to ask the service which models it has. */
import { element, iconButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { money, pricesOf } from './models.js';

/** @typedef {import('./knowledge.js').Knowledge} Knowledge */
/** @typedef {import('./editing.js').Editing} Editing */

/**
 * @param {Editing} editing
 * @param {Knowledge} knowledge
 * @returns {HTMLElement}
 */
export function aboutModel(editing, knowledge) {
    const facts = element('small', 'rp_help');
    const state = element('small', 'rp_help');
    state.setAttribute('role', 'status');
    const refresh = iconButton('fa-arrows-rotate', 'Ask the service for its models', ask, 'menu_button rp_icon');
    const whole = element('div', 'rp_about_model', refresh, element('div', 'rp_texts', facts, state));

    async function ask() {
        refresh.disabled = true;
        state.textContent = say('Asking…');
        try {
            await knowledge.askModels(editing.name);
            state.textContent = answer();
        } catch (error) {
            state.textContent = /** @type {any} */ (error)?.message ?? String(error);
        } finally {
            refresh.disabled = false;
        }
    }

    function answer() {
        const own = knowledge.listed.find(one => one.backend === editing.value(['backend']));
        return own?.models.length ? say('It has {count} models', { count: own.models.length }) : own?.reason ?? '';
    }

    function update() {
        facts.textContent = factsOf(knowledge.model(editing));
    }
    editing.follow(update);
    knowledge.follow(update);
    update();
    return whole;
}

/**
 * Put what is known of a model into words.
 * @param {import('./models.js').Model|undefined} model
 * @returns {string}
 */
export function factsOf(model) {
    if (!model) {
        return say('Nothing is known of this model; it is tried as it is.');
    }
    const prices = pricesOf(model);
    const [least, most] = prices ?? [0, 0];
    const cost = !prices ? say('price not known') : most === 0 ? say('free of charge')
        : least === most ? say('{price} a picture', { price: money(most) })
            : say('{least} to {most} a picture', { least: money(least), most: money(most) });
    const taken = model.references ? say('takes {count} reference pictures', { count: model.references }) : say('takes no reference pictures');
    return [model.label || model.name, cost, taken].join(' · ');
}
