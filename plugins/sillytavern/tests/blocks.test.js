import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideBlocks } from '../src/tavern/blocks.js';
import { change, textOf } from '../src/tavern/messages.js';

/** A chat of one message with a block, in a SillyTavern that has nothing else. */
function messageIn({ blocks }) {
    const extra = { extblocks: 'Scene: X', display_text: 'Reply X\nScene: X' };
    const message = { name: 'Maren', mes: 'Reply X', swipe_id: 1, swipes: ['Old', 'Reply X'], swipe_info: [{ extra: { extblocks: 'Old: X' } }, { extra: { ...extra } }], extra };
    const context = { chat: [{}, message], extensionSettings: { rp_composer: { blocks } } };
    globalThis.SillyTavern = { getContext: () => context };
    return message;
}

test('blocks are read with their message only where that is wanted', () => {
    assert.equal(textOf(messageIn({ blocks: false }), 1), 'Reply X');
    assert.match(textOf(messageIn({ blocks: true }), 1), /^Reply X\s+\S\s+Scene: X$/);
    assert.match(textOf(messageIn({ blocks: true }), 0), /^Old\s+\S\s+Old: X$/);
});

test('a change in the block stays in the block, in every place that keeps it', () => {
    const message = messageIn({ blocks: true });
    assert.ok(change(message, 1, text => text.replace('Scene: X', 'Scene: Y')));
    assert.deepEqual([message.mes, message.swipes], ['Reply X', ['Old', 'Reply X']]);
    assert.deepEqual(message.extra, { extblocks: 'Scene: Y', display_text: 'Reply X\nScene: Y' });
    assert.deepEqual(message.swipe_info[1].extra, message.extra);
    assert.equal(message.swipe_info[0].extra.extblocks, 'Old: X');
});

test('a change in the message leaves its block as it is', () => {
    const message = messageIn({ blocks: true });
    assert.ok(change(message, 1, whole => besideBlocks(whole, text => `${text}!`)));
    assert.deepEqual([message.mes, message.swipes[1], message.extra.extblocks], ['Reply X!', 'Reply X!', 'Scene: X']);
});

test('a change in another swipe touches that one alone', () => {
    const message = messageIn({ blocks: true });
    assert.ok(change(message, 0, text => text.replace('Old: X', 'Old: Y')));
    assert.equal(message.swipe_info[0].extra.extblocks, 'Old: Y');
    assert.deepEqual([message.mes, message.extra.extblocks], ['Reply X', 'Scene: X']);
});

test('no change is no change', () => {
    const message = messageIn({ blocks: true });
    const before = structuredClone(message);
    assert.equal(change(message, 1, () => null), false);
    assert.deepEqual(message, before);
});
