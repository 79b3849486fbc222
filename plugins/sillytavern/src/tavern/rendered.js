// @ts-check
/** Tells of the messages in which SillyTavern, or somebody else, has put something on the page. */

/**
 * Be told of every block of a message that is there or changes, once for all that happened together; what the listener
 * changes itself is not told.
 * @param {(block: HTMLElement) => unknown} listener
 */
export function watchRendered(listener) {
    const room = document.getElementById('chat');
    if (!room) {
        return;
    }
    const observer = new MutationObserver(records => {
        blocksOf(records).forEach(block => listener(block));
        observer.takeRecords();
    });
    observer.observe(room, { childList: true, subtree: true });
    room.querySelectorAll('.mes').forEach(block => listener(/** @type {HTMLElement} */ (block)));
}

/**
 * @param {MutationRecord[]} records
 * @returns {Set<HTMLElement>}
 */
function blocksOf(records) {
    const blocks = new Set();
    for (const { target, addedNodes } of records) {
        if (!addedNodes.length) {
            continue;
        }
        const around = /** @type {Element} */ (target).closest('.mes');
        for (const block of around ? [around] : addedNodes) {
            if (block instanceof HTMLElement && block.classList.contains('mes') && block.isConnected) {
                blocks.add(block);
            }
        }
    }
    return blocks;
}
