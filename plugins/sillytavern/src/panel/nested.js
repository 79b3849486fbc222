// @ts-check
/** Settings within settings: read, set and taken out by their path, the given object staying as it is. */

/** @typedef {Record<string, any>} Settings */

/**
 * @param {any} settings
 * @param {readonly string[]} path
 * @returns {any} undefined where nothing is
 */
export function at(settings, path) {
    return path.reduce((/** @type {any} */ inner, step) => (isSettings(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined), settings);
}

/**
 * Return the settings with one of them set.
 * @param {Settings} settings
 * @param {readonly string[]} path
 * @param {any} value
 * @returns {Settings}
 */
export function put(settings, [step, ...rest], value) {
    if (!rest.length) {
        return { ...settings, [step]: value };
    }
    const inner = isSettings(settings[step]) ? settings[step] : {};
    return { ...settings, [step]: put(inner, rest, value) };
}

/**
 * Return the settings without one of them; what is empty without it goes, too.
 * @param {Settings} settings
 * @param {readonly string[]} path
 * @returns {Settings}
 */
export function without(settings, [step, ...rest]) {
    const { [step]: inner, ...others } = settings;
    if (!rest.length || !isSettings(inner)) {
        return rest.length ? settings : others;
    }
    const left = without(inner, rest);
    return Object.keys(left).length ? { ...settings, [step]: left } : others;
}

/** @param {any} value */
function isSettings(value) {
    return value !== null && typeof value === 'object' && !Array.isArray(value);
}
