// @ts-check
/** Ids of jobs: in a chat anybody may have written one, so that none is believed as it stands. */

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * Say whether a text can be the id of a job, as the server has them.
 * @param {unknown} text
 * @returns {boolean}
 */
export function isJobId(text) {
    return typeof text === 'string' && ID.test(text);
}

/**
 * Return the address of a job on the server.
 * @param {string} id
 * @param {string} [rest] what comes behind it
 * @throws {TypeError} when it is no id
 */
export function jobPath(id, rest = '') {
    if (!isJobId(id)) {
        throw new TypeError('this is no id of a picture');
    }
    return `/api/jobs/${id}${rest}`;
}
