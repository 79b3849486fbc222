// @ts-check
/** SillyTavern's events: it waits for each listener, so ours return at once and never throw. */
import { note, tavern } from './context.js';

/**
 * Listen to events of SillyTavern.
 * @param {string[]} names of its `eventTypes`; those it does not know are skipped
 * @param {(...given: any[]) => unknown} listener called after the event, when SillyTavern has gone on
 * @param {AbortSignal} [until] ends it
 */
export function on(names, listener, until) {
    const { eventSource, eventTypes } = tavern();
    for (const name of names) {
        if (eventTypes[name]) {
            const heard = (/** @type {any[]} */ ...given) => later(() => listener(...given));
            eventSource.on(eventTypes[name], heard);
            until?.addEventListener('abort', () => eventSource.removeListener(eventTypes[name], heard));
        }
    }
}

/**
 * Listen to an event of SillyTavern before it goes on, where what it does next must find things as they are then; the
 * listener is quick.
 * @param {string} name of its `eventTypes`; one that it does not know is skipped
 * @param {(...given: any[]) => void} listener
 */
export function atOnce(name, listener) {
    const { eventSource, eventTypes } = tavern();
    if (eventTypes[name]) {
        eventSource.on(eventTypes[name], (/** @type {any[]} */ ...given) => void guarded(() => listener(...given)));
    }
}

/**
 * Run something once SillyTavern has gone on; what goes wrong in it is only noted.
 * @param {() => unknown} work
 */
export function later(work) {
    setTimeout(() => void guarded(work), 0);
}

/**
 * Run something of which nothing may reach SillyTavern.
 * @param {() => unknown} work
 */
export async function guarded(work) {
    try {
        await work();
    } catch (error) {
        note(error);
    }
}
