import assert from 'node:assert/strict';
import { test } from 'node:test';
import { save } from '../src/tavern/messages.js';
import { hasMore } from '../src/tavern/elsewhere.js';
import { chatOf } from './flow_tavern.js';

const of = (...swipes) => swipes.map(count => (count ? { swipes: Array(count).fill('x') } : {}));

test('more is a further message or a further swipe, and nothing else', () => {
    assert.ok(hasMore(of(1, 0, 1), of(1, 0)));
    assert.ok(hasMore(of(1, 2), of(1, 1)));
    assert.ok(!hasMore(of(1, 0), of(1, 0, 1)));
    assert.ok(!hasMore(of(1, 1), of(1, 2)));
    assert.ok(!hasMore([], of(1)));
    assert.ok(!hasMore(of(1), of(0)));
});

test('a chat that has gone on elsewhere is not written over, and the user hears of it once', async t => {
    const context = chatOf(['One.']);
    const file = [{ chat_metadata: {} }, ...context.chat, { name: 'Maren', mes: 'Two.' }];
    t.mock.method(globalThis, 'fetch', async () => Response.json(file));
    globalThis.toastr.warning = text => context.told.push(text);
    await save('harbour');
    await save('harbour');
    assert.deepEqual([context.saved, context.told.length], [0, 1]);
    file.pop();
    await save('harbour');
    assert.equal(context.saved, 1);
});

test('where the file cannot be had the chat is saved', async t => {
    const context = chatOf(['One.']);
    t.mock.method(globalThis, 'fetch', async () => new Response('', { status: 500 }));
    await save('harbour');
    assert.equal(context.saved, 1);
});
