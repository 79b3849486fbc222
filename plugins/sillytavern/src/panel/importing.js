// @ts-check
/**
 * What other extensions have set already, as settings of ours: SillyTavern's built-in Image Generation
 * (`extensionSettings.sd`) and the inline-image family (`extensionSettings.inline_image_gen`, as 0xl0cal/sillyimages
 * keeps it). What a key means was read in their sources; anything else is left alone. Nothing here writes.
 */

/**
 * @typedef {object} Found One setting that could be taken over.
 * @property {string[]} path in a profile
 * @property {any} value
 * @property {string} label in English, `{name}` standing for the name
 * @property {string} [name] of a style or a person
 *
 * @typedef {object} Offer What one extension has.
 * @property {string} source the extension's name
 * @property {string} profile the name of a profile it would become
 * @property {Found[]} found
 * @property {{backend: string, endpoint: string, secret: string}|null} key handed over only on consent
 * @property {string} personaAvatar a file among SillyTavern's persona avatars, "" for whichever is in use
 * @property {string[]} left what cannot be taken over, in English
 *
 * @typedef {{name: string, avatar: string}} Card
 */

/**
 * Return what can be taken over.
 * @param {Record<string, any>} extensionSettings
 * @param {Card[]} characters all that SillyTavern has
 * @returns {Offer[]} those with anything in them
 */
export function offers(extensionSettings, characters) {
    const all = [inlineImages(extensionSettings.inline_image_gen), imageGeneration(extensionSettings.sd, characters)];
    return all.filter(offer => offer !== null && offer.found.length > 0).map(offer => /** @type {Offer} */ (offer));
}

/** API types of the inline-image family that a backend of ours speaks, and what its addresses lack. */
const API_TYPES = /** @type {Record<string, {backend: string, ending: string}>} */ ({
    openai: { backend: 'openai', ending: '/v1' }, gemini: { backend: 'gemini', ending: '/v1beta' }, a1111: { backend: 'a1111', ending: '' },
});

/**
 * @param {any} theirs
 * @returns {Offer|null}
 */
function inlineImages(theirs) {
    if (!isObject(theirs)) {
        return null;
    }
    const offer = begun('Inline Image Generation', 'from-inline-images');
    const known = API_TYPES[theirs.apiType];
    const local = theirs.apiType === 'a1111';
    if (!known) {
        offer.left.push('its service, which no backend here speaks');
    } else {
        const endpoint = theirs.rawEndpoint ? '' : addressOf(theirs.endpoint, known.ending);
        take(offer, 'API type', ['backend'], known.backend);
        take(offer, 'Address of the service', ['endpoint'], endpoint);
        take(offer, 'Model', ['model'], local ? '' : text(theirs.model));
        offer.key = !local && text(theirs.apiKey) && !theirs.rawEndpoint ? { backend: known.backend, endpoint, secret: text(theirs.apiKey) } : null;
    }
    if (local) {
        sampling(offer, {
            steps: theirs.a1111Steps, scale: theirs.a1111CfgScale, sampler: theirs.a1111Sampler, clipSkip: theirs.a1111ClipSkip,
            scheduler: theirs.a1111Scheduler === 'Automatic' ? '' : theirs.a1111Scheduler, width: theirs.a1111Width, height: theirs.a1111Height,
        });
        take(offer, 'In every picture', ['positive'], text(theirs.a1111PromptPrefix));
        take(offer, 'In no picture', ['negative'], text(theirs.a1111NegativePrompt));
    } else if (theirs.apiType === 'openai') {
        take(offer, 'Size in pixels', ['size'], matching(theirs.size, /^[1-9]\d{1,3}x[1-9]\d{1,3}$/));
        take(offer, 'Quality', ['quality'], text(theirs.quality));
    } else if (theirs.apiType === 'gemini') {
        take(offer, 'Aspect ratio', ['aspect_ratio'], matching(theirs.aspectRatio, /^[1-9]\d?:[1-9]\d?$/));
        take(offer, 'Resolution', ['resolution'], matching(theirs.imageSize, /^(512|1K|2K|4K)$/));
        takeAvatars(offer, theirs);
    }
    takeStyles(offer, array(theirs.styles).map(style => ({ name: text(style?.name), words: text(style?.value), negative: '', chosen: style?.id === theirs.activeStyleId })));
    return offer;
}

/**
 * @param {Offer} offer
 * @param {any} theirs
 */
function takeAvatars(offer, theirs) {
    for (const [name, theirName, label] of [
        ['character', 'sendCharAvatar', "Send characters' avatars as reference pictures"],
        ['persona', 'sendUserAvatar', "Send my persona's avatar as a reference picture"],
    ]) {
        if (typeof theirs[theirName] === 'boolean') {
            offer.found.push({ path: ['avatars', name], value: theirs[theirName], label });
        }
    }
    offer.personaAvatar = theirs.sendUserAvatar && !theirs.useActiveUserPersonaAvatar ? text(theirs.userAvatarFile) : '';
}

/** Sources of the built-in extension that a backend of ours speaks, and the setting with their address. */
const SOURCES = /** @type {Record<string, {backend: string, address?: string, secret?: string}>} */ ({
    auto: { backend: 'a1111', address: 'auto_url', secret: 'auto_auth' },
    vlad: { backend: 'a1111', address: 'vlad_url', secret: 'vlad_auth' },
    openai: { backend: 'openai' },
    google: { backend: 'gemini' },
});

/**
 * @param {any} theirs
 * @param {Card[]} characters
 * @returns {Offer|null}
 */
function imageGeneration(theirs, characters) {
    if (!isObject(theirs)) {
        return null;
    }
    const offer = begun('Image Generation', 'from-image-generation');
    const known = SOURCES[theirs.source];
    if (known) {
        const endpoint = known.address ? addressOf(theirs[known.address], '') : '';
        take(offer, 'API type', ['backend'], known.backend);
        take(offer, 'Address of the service', ['endpoint'], endpoint);
        take(offer, 'Model', ['model'], text(theirs.model));
        const secret = known.secret ? text(theirs[known.secret]) : '';
        offer.key = secret ? { backend: known.backend, endpoint, secret } : null;
    } else {
        offer.left.push('its source, which no backend here speaks');
    }
    if (known?.backend === 'a1111') {
        const { steps, scale, sampler, scheduler, width, height, clip_skip: clipSkip } = theirs;
        sampling(offer, { steps, scale, sampler, scheduler, width, height, clipSkip });
    }
    takeTexts(offer, [], text(theirs.prompt_prefix), text(theirs.negative_prompt));
    takeStyles(offer, array(theirs.styles).map(style => ({ name: text(style?.name), words: prefix(text(style?.prefix)), negative: text(style?.negative), chosen: false })));
    takeCharacters(offer, theirs, characters);
    return offer;
}

/**
 * Take what is set for single characters, which is kept by the name of their file.
 * @param {Offer} offer
 * @param {any} theirs
 * @param {Card[]} characters
 */
function takeCharacters(offer, theirs, characters) {
    const names = new Map(characters.map(({ name, avatar }) => [avatar.replace(/\.[^/.]+$/, ''), name]));
    const files = new Set([...Object.keys(theirs.character_prompts ?? {}), ...Object.keys(theirs.character_negative_prompts ?? {})]);
    for (const file of files) {
        const name = names.get(file);
        if (name) {
            takeTexts(offer, ['characters', name], text(theirs.character_prompts?.[file]), text(theirs.character_negative_prompts?.[file]));
        }
    }
}

/**
 * @param {Offer} offer
 * @param {string[]} within
 * @param {string} positive
 * @param {string} negative
 */
function takeTexts(offer, within, positive, negative) {
    const name = within[1];
    take(offer, name ? 'In every picture with {name}' : 'In every picture', [...within, 'positive'], prefix(positive), name);
    take(offer, name ? 'In no picture with {name}' : 'In no picture', [...within, 'negative'], negative, name);
}

/**
 * @param {Offer} offer
 * @param {{steps: any, scale: any, sampler: any, scheduler: any, width: any, height: any, clipSkip: any}} given
 */
function sampling(offer, { steps, scale, sampler, scheduler, width, height, clipSkip }) {
    take(offer, 'Size in pixels', ['size'], Number(width) >= 64 && Number(height) >= 64 ? `${Number(width)}x${Number(height)}` : '');
    take(offer, 'Steps', ['steps'], within(steps, 1, 150, true));
    take(offer, 'CFG scale', ['cfg_scale'], within(scale, 0, 30, false));
    take(offer, 'Sampler', ['sampler'], text(sampler));
    take(offer, 'Scheduler', ['scheduler'], text(scheduler));
    take(offer, 'CLIP skip', ['clip_skip'], within(clipSkip, 2, 12, true));
}

/**
 * @param {Offer} offer
 * @param {{name: string, words: string, negative: string, chosen: boolean}[]} styles `chosen` is the one in use
 */
function takeStyles(offer, styles) {
    for (const { name, words, negative, chosen } of styles.filter(style => style.name && style.words)) {
        offer.found.push({ path: ['styles', name], value: negative ? { words, negative } : words, label: 'Style {name}', name });
        if (chosen) {
            offer.found.push({ path: ['style'], value: name, label: 'Style' });
        }
    }
}

/**
 * @param {Offer} offer
 * @param {string} label
 * @param {string[]} path
 * @param {any} value "" and null for nothing
 * @param {string} [name] in the label
 */
function take(offer, label, path, value, name) {
    if (value !== '' && value !== null) {
        offer.found.push({ path, value, label, name });
    }
}

/**
 * @param {string} source
 * @param {string} profile
 * @returns {Offer}
 */
function begun(source, profile) {
    return { source, profile, found: [], key: null, personaAvatar: '', left: [] };
}

/**
 * Return the words of a prefix; the place that it keeps for the prompt is none of them.
 * @param {string} words
 */
function prefix(words) {
    return words.replace(/\{prompt\}/gi, '').replace(/\s*,(\s*,)+/g, ',').replace(/^[\s,]+|[\s,]+$/g, '');
}

/**
 * @param {any} address
 * @param {string} ending that it should have
 * @returns {string} "" when it is none, or holds a name or password
 */
function addressOf(address, ending) {
    const plain = text(address).replace(/\/+$/, '');
    if (!/^https?:\/\/[^\s@?#]+$/i.test(plain)) {
        return '';
    }
    return plain.endsWith(ending) || /\/v\d+\w*$/.test(plain) ? plain : plain + ending;
}

/**
 * @param {any} value
 * @param {number} least
 * @param {number} most
 * @param {boolean} whole
 */
function within(value, least, most, whole) {
    const isNumber = typeof value === 'number' && value >= least && value <= most;
    return isNumber && (!whole || Number.isInteger(value)) ? value : null;
}

/** @param {any} value @param {RegExp} form */
function matching(value, form) {
    return form.test(text(value)) ? text(value) : '';
}

/** @param {any} value */
function text(value) {
    return typeof value === 'string' ? value.trim() : '';
}

/** @param {any} value @returns {any[]} */
function array(value) {
    return Array.isArray(value) ? value : [];
}

/** @param {any} value */
function isObject(value) {
    return value !== null && typeof value === 'object';
}
