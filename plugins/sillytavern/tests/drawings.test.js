import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unreachable } from '../src/backend/transport.js';
import { Drawings } from '../src/picture/drawings.js';
import { chatOf } from './flow_tavern.js';

test('a version whose answer was lost is asked for once more with the same key', async () => {
    const { chat: [message] } = chatOf(['Look.']);
    const keys = [];
    const drawings = new Drawings({ api: {}, connection: { status: { command: '' } } }, () => undefined);
    const reroll = async key => {
        keys.push(key);
        throw new Unreachable('the answer is lost');
    };
    const shown = { message, swipe: 0, chat: 'harbour', base: 'j' };
    await drawings.begin(shown, reroll);
    await drawings.retry('j');
    await drawings.cancel('j');
    await drawings.begin(shown, reroll);
    assert.match(keys[0], /^[0-9a-f]{32}$/);
    assert.deepEqual([keys[1] === keys[0], keys[2] === keys[0]], [true, false]);
});
