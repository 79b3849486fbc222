// @ts-check
/** How a request stands: whether it can be drawn, has been begun, or only has to be fetched. */

/** @typedef {import('../backend/api.js').Request} Request */

/** The states from which a request is drawn when somebody wants it. */
const DRAWABLE = ['held', 'cancelled', 'failed', 'unknown'];

/**
 * Say whether a request is drawn as soon as somebody wants it.
 * @param {Request|null|undefined} request
 */
export function isDrawable(request) {
    return Boolean(request?.id) && DRAWABLE.includes(request?.status ?? '');
}

/**
 * Say whether somebody has had a request drawn, or tried to.
 * @param {Request} request
 */
export function isBegun({ id, status }) {
    return Boolean(id) && status !== 'held' && status !== 'done';
}

/**
 * Say whether a request that went wrong on this side is drawn already, so that its pictures need only be fetched.
 * @param {Request} request
 */
export function isHere({ problem, pictures }) {
    return Boolean(problem && pictures?.length);
}

/**
 * Say whether the server works on a request.
 * @param {Request} request
 */
export function isAtWork({ id, status }) {
    return Boolean(id) && (status === 'queued' || status === 'running');
}
