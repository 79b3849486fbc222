// @ts-check
/** Puts the server's answers about prompts and clothes into plain lines. */

/**
 * Put composed prompts into words.
 * @param {{prompt: string, negative_prompt?: string, error?: {message: string}|null, people?: {name: string, prompt: string}[]}[]} requests
 * @param {(text: string) => string} say
 * @returns {string}
 */
export function promptLines(requests, say) {
    return requests.map(request => {
        if (request.error) {
            return `${say('No prompt')}: ${request.error.message}`;
        }
        const people = (request.people ?? []).map(person => `${person.name}: ${person.prompt}`);
        const avoided = request.negative_prompt ? [`${say('Avoid')}: ${request.negative_prompt}`] : [];
        return [request.prompt, ...people, ...avoided].join('\n');
    }).join('\n\n');
}

/**
 * Put into words who wears what.
 * @param {{name: string, garments: {text: string, said?: boolean, locked?: boolean}[]}[]} people
 * @param {(text: string) => string} say
 * @returns {string}
 */
export function wardrobeLines(people, say) {
    return people.map(({ name, garments }) => {
        const worn = garments.map(one => `${one.text}${one.said === false ? ` (${say('not sure')})` : ''}${one.locked ? ` (${say('locked')})` : ''}`);
        return `${name}: ${worn.join(', ') || say('nothing is known')}`;
    }).join('\n');
}
