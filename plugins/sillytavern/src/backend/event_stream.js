// @ts-check
/** Server-sent events out of an answer that is still being received. */

/**
 * Yield the data of each event; comments and what belongs to no whole event are left out.
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {AsyncGenerator<string>}
 */
export async function* eventsOf(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let text = '';
    try {
        for (;;) {
            const { done, value } = await reader.read();
            text += decoder.decode(value, { stream: !done });
            const whole = text.split(/\r?\n\r?\n/);
            text = whole.pop() ?? '';
            yield* whole.map(dataOf).filter(Boolean);
            if (done) {
                return;
            }
        }
    } finally {
        await reader.cancel().catch(() => undefined);
    }
}

/** @param {string} event its lines */
function dataOf(event) {
    const lines = event.split(/\r?\n/).filter(line => line.startsWith('data:'));
    return lines.map(line => line.slice(5).replace(/^ /, '')).join('\n');
}
