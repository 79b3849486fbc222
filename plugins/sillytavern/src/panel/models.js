// @ts-check
/** What is known of models: which one a name means, what it takes and costs, and what can be chosen for it. */

/** @typedef {import('../backend/settings_api.js').Model} Model */

/**
 * Return what is known of a backend's model.
 * @param {Model[]} models
 * @param {string} backend
 * @param {string} name "" for the backend's default
 * @returns {Model|undefined}
 */
export function modelOf(models, backend, name) {
    const own = models.filter(model => model.backend === backend);
    const asked = name.toLowerCase();
    if (!asked) {
        return own.find(model => model.default);
    }
    return own.find(model => model.name.toLowerCase() === asked)
        ?? own.find(model => model.aliases.some(alias => alias.toLowerCase() === asked))
        ?? own.find(model => model.patterns.some(pattern => fits(asked, pattern.toLowerCase())));
}

/**
 * Return the names that can be chosen for a backend: those it lists itself first, then those of the catalogue.
 * @param {Model[]} models
 * @param {{backend: string, models: string[]}[]} listed
 * @param {string} backend
 * @returns {{value: string, label: string}[]}
 */
export function namesFor(models, listed, backend) {
    const own = listed.filter(one => one.backend === backend).flatMap(one => one.models);
    const known = models.filter(model => model.backend === backend).map(model => model.name);
    return [...new Set([...own, ...known])].map(name => ({ value: name, label: modelOf(models, backend, name)?.label || name }));
}

/**
 * Return what a model's pictures cost, the least and the most.
 * @param {Model} model
 * @returns {[number, number]|null} null where nobody knows
 */
export function pricesOf(model) {
    const prices = model.prices.map(price => price.usd);
    return prices.length ? [Math.min(...prices), Math.max(...prices)] : null;
}

/**
 * Return an amount of money as it is shown.
 * @param {number} usd
 */
export function money(usd) {
    return `$${usd !== 0 && Math.abs(usd) < 0.1 ? usd.toFixed(3) : usd.toFixed(2)}`;
}

/**
 * @param {string} name
 * @param {string} pattern
 */
function fits(name, pattern) {
    const expression = pattern.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
    return new RegExp(`^${expression}$`, 's').test(name);
}
