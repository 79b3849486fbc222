// @ts-check
/** A picture drawn again with other words: those of the request, composed anew, or those of the composed prompt. */
import { askedNow } from '../flow/story.js';
import { element, labelled, textField } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { popup, tell } from '../tavern/popups.js';
import { kept } from '../tavern/stored.js';
import { priceText } from '../flow/automatic.js';
import { withPrice } from '../page/pricing.js';

/** @typedef {import('./menu.js').Picture} Picture */
/** @typedef {import('./menu.js').Desk} Desk */
/** @typedef {import('../backend/api.js').Job} Job */
/** @typedef {import('./in_text.js').Told} Told */

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

/**
 * Show the words of a picture, and draw it again with those that were changed.
 * @param {Picture} picture
 * @param {Desk} desk
 */
export async function openEdit(picture, desk) {
    const { api, settingsApi } = desk.app;
    const job = await api.job(picture.id);
    const told = toldOf(picture, job);
    const form = formOf(job, told);
    void settingsApi.styles(job.profile).then(styles => form.offer(styles), () => undefined);
    if (await popup(form.content, { ok: withPrice('Draw again', priceText(job.price)), cancel: 'Cancel', wide: true }) !== 'ok') {
        return;
    }
    const wanted = form.value();
    if (!(wanted.composed ? wanted.prompt : wanted.told.prompt).trim()) {
        tell(say('Without words nothing can be drawn.'), 'warning');
    } else if (wanted.composed) {
        const aspect_ratio = wanted.told.aspect_ratio || null;
        const words = { prompt: wanted.prompt, negative_prompt: wanted.negative, aspect_ratio };
        const shaped = { ...told, aspect_ratio: aspect_ratio ?? told.aspect_ratio };
        await desk.drawings.begin(picture, key => api.redraw(picture.id, words, key), told.prompt ? shaped : null);
    } else {
        await desk.drawings.begin(picture, ofRequest(picture, desk, job, wanted.told), wanted.told);
    }
}

/**
 * Compose the request of a picture anew, with the looks and clothes of now, and draw that.
 * @param {Picture} picture
 * @param {Desk} desk
 */
export async function drawAnew(picture, desk) {
    const job = await desk.app.api.job(picture.id);
    const told = toldOf(picture, job);
    await desk.drawings.begin(picture, ofRequest(picture, desk, job, told), told);
}

/**
 * Return what has an edited request drawn as a version of the same picture: composed once, so that it is the same one when
 * it is asked for again.
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job} job
 * @param {Told} told
 * @returns {(key: string) => Promise<Job>}
 */
function ofRequest(picture, desk, job, told) {
    /** @type {Awaited<ReturnType<typeof composedWords>>|null} */
    let words = null;
    return async key => {
        words ??= await composedWords(picture, desk, job, told);
        return await desk.app.api.redraw(picture.id, words, key);
    };
}

/**
 * @param {Picture} picture
 * @param {Desk} desk
 * @param {Job} job
 * @param {Told} told
 */
async function composedWords(picture, desk, job, told) {
    const { api } = desk.app;
    const request = Object.fromEntries(Object.entries({ ...job.request, ...told }).filter(([, value]) => value !== '' && value !== null));
    const answer = await askedNow(api, body => api.compose({ ...body, request, ...(job.profile ? { profile: job.profile } : {}) }), picture);
    const [composed] = answer.requests;
    if (composed.error) {
        throw Object.assign(new Error(composed.error.message), { name: 'Refused', code: composed.error.code });
    }
    const { prompt, negative_prompt, people } = composed;
    return { prompt, negative_prompt, people: people.filter(one => one.prompt), aspect_ratio: told.aspect_ratio || null };
}

/**
 * @param {Picture} picture
 * @param {Job} job
 * @returns {Told} what its request says, as it was edited last
 */
function toldOf({ message, swipe, id }, job) {
    const edited = kept(message, swipe)?.told?.[id];
    const { prompt = '', style = '', aspect_ratio = '' } = edited ?? job.request ?? {};
    return { prompt: String(prompt ?? ''), style: String(style ?? ''), aspect_ratio: String(aspect_ratio ?? '') };
}

/**
 * @param {Job} job
 * @param {Told} told
 */
function formOf(job, told) {
    const words = textField(told.prompt, 4);
    const style = /** @type {HTMLInputElement} */ (textField(told.style));
    const styles = document.createElement('datalist');
    styles.id = 'rp_composer_styles';
    style.setAttribute('list', styles.id);
    const prompt = textField(job.prompt, 7);
    const negative = textField(job.negative_prompt, 2);
    const ratio = ratioField(told.aspect_ratio);
    const request = element('div', 'rp_group', [labelled('What the picture shows', words), labelled('Style', style), styles]);
    const composed = element('div', 'rp_group', [labelled('The composed prompt', prompt), labelled('Avoid', negative)]);
    const kinds = choice(['The request', 'The composed prompt'], number => {
        request.hidden = number !== 0;
        composed.hidden = number !== 1;
    });
    const hint = element('small', 'rp_hint', say('From a request the prompt is composed anew, with the looks and clothes of now. A composed prompt is drawn as it stands.'));
    const content = element('div', 'rp_edit', [element('h3', '', say('Edit and draw again')), kinds.content, hint, request, composed, labelled('Shape', ratio)]);
    return {
        content,
        /** @param {{name: string, label: string}[]} offered */
        offer: offered => styles.replaceChildren(...offered.map(one => new Option(one.label || one.name, one.name))),
        value: () => ({
            composed: kinds.value() === 1, prompt: prompt.value, negative: negative.value,
            told: { prompt: words.value.trim(), style: style.value.trim(), aspect_ratio: ratio.value },
        }),
    };
}

/** @param {string} value */
function ratioField(value) {
    const field = document.createElement('select');
    field.className = 'text_pole';
    field.append(new Option(say('as before'), ''));
    for (const ratio of RATIOS.includes(value) || !value ? RATIOS : [value, ...RATIOS]) {
        field.append(new Option(ratio, ratio, false, ratio === value));
    }
    return field;
}

/**
 * One of several, side by side.
 * @param {string[]} titles in English
 * @param {(number: number) => void} changed
 */
function choice(titles, changed) {
    let value = 0;
    const content = element('div', 'rp_choice');
    content.setAttribute('role', 'radiogroup');
    const inputs = titles.map((title, number) => {
        const input = document.createElement('input');
        input.type = 'radio';
        input.name = 'rp_composer_edit';
        input.checked = number === 0;
        input.addEventListener('change', () => {
            value = number;
            changed(number);
        });
        content.append(element('label', 'rp_option', [input, element('span', '', say(title))]));
        return input;
    });
    changed(inputs.findIndex(input => input.checked));
    return { content, value: () => value };
}
