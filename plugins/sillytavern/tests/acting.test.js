import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused, Unreachable } from '../src/backend/transport.js';
import { acted } from '../src/page/acting.js';

/** What is told of an error. */
async function told(error) {
    const notices = [];
    globalThis.SillyTavern = { getContext: () => ({}) };
    globalThis.toastr = { error: text => notices.push(text) };
    await acted(() => Promise.reject(error));
    return notices;
}

test('what the user does by hand and does not work is said in plain words', async () => {
    assert.deepEqual(await told(new Unreachable('TypeError: Failed to fetch')), ['The picture server does not answer']);
    assert.deepEqual(await told(new Refused(402, { code: 'no_credit', message: 'hard limit' })), ['The account at the picture service has no credit: hard limit']);
    assert.deepEqual(await told(new Error('no such element')), ['Something went wrong here: no such element']);
});

test('what works is not spoken of', async () => {
    globalThis.toastr = { error: () => assert.fail() };
    await acted(() => undefined);
});
