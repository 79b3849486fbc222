import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { modeFor, priceText, sumOf } from '../src/flow/automatic.js';
import { problemOf } from '../src/backend/problems.js';
import { viewOf } from '../src/flow/views.js';
import { Refused, Unreachable } from '../src/backend/transport.js';
import { NotKept } from '../src/tavern/upload.js';

const answered = request => ({ stage: 'answered', problem: null, requests: [{ id: 'j-0', reason: '', code: '', ...request }] });

const NOBODY = { state: 'nobody', command: 'rp-composer serve' };

test('every state of a request has words and what can be done', () => {
    const seen = ['queued', 'running', 'finished', 'held', 'cancelled', 'failed', 'unknown', 'error', 'incomplete']
        .map(status => viewOf(answered({ status }), 0))
        .map(({ kind, action, cancel }) => `${kind} ${action} ${cancel}`);
    assert.deepEqual(seen, ['busy  true', 'busy  true', 'busy  false', 'waiting draw false', 'waiting draw false',
        'failed retry false', 'failed retry false', 'failed  false', 'failed  false']);
});

test('a reason comes in plain words, with those of the server below', () => {
    const view = viewOf(answered({ status: 'failed', code: 'no_credit', reason: 'openai: billing hard limit' }), 0);
    assert.deepEqual([view.title, view.detail], ['The account at the picture service has no credit', 'openai: billing hard limit']);
});

test('every reason that the server names has plain words, in Russian too', () => {
    const russian = JSON.parse(readFileSync(new URL('../i18n/ru-ru.json', import.meta.url), 'utf8'));
    const codes = ['refused', 'disk_full', 'bad_key', 'not_permitted', 'no_credit', 'rate_limited', 'overloaded', 'timed_out', 'empty_answer', 'over_budget',
        'unsupported', 'bad_request', 'bad_profile', 'bad_picture', 'picture_lost', 'storage', 'not_found', 'backend_failed', 'plugin_failed', 'stopping'];
    const titles = codes.map(code => viewOf(answered({ status: 'failed', code }), 0).title);
    assert.deepEqual(titles.filter(title => title === 'The picture could not be drawn' || !russian[title]), []);
    assert.equal(new Set(titles).size, codes.length);
});

test('before anybody answered there is a placeholder, and without an answer a reason', () => {
    assert.equal(viewOf(null, 0).kind, 'busy');
    const problem = problemOf(new Unreachable('away'), NOBODY);
    assert.deepEqual(problem, { title: 'The picture server does not answer', detail: 'rp-composer serve' });
    assert.equal(viewOf({ stage: 'failed', problem, requests: [] }, 0).action, 'retry');
    assert.equal(problemOf(new Refused(422, { code: 'bad_profile', message: 'no such profile' }), NOBODY).detail, 'no such profile');
});

test('the price is shown before anything is sent', () => {
    assert.equal(viewOf(answered({ status: 'held', price: { usd: 0.039, note: '' } }), 0).price, '$0.039');
    assert.deepEqual([priceText(null), priceText({ usd: 0 }), priceText({ usd: null }), priceText({ usd: 1.2 })], ['', '', 'price unknown', '$1.20']);
});

test('off and ask send nothing that is drawn', () => {
    assert.deepEqual(['on', 'ask', 'off'].map(modeFor), ['automatic', 'look', null]);
});

test('of several pictures the sum is told, or that nobody knows it', () => {
    assert.deepEqual([sumOf([{ usd: 0.04 }, { usd: 0 }, { usd: 0.06 }]), sumOf([{ usd: 0.04 }, null]), sumOf([])], [{ usd: 0.1 }, { usd: null }, { usd: 0 }]);
});

test('only a server that is away is said to be away', () => {
    const titles = [new Unreachable('away'), new NotKept('500'), new Refused(404, { code: 'not_found', message: 'x' }), new TypeError('x')]
        .map(error => problemOf(error, NOBODY).title);
    assert.deepEqual(titles, ['The picture server does not answer', 'SillyTavern could not keep the picture',
        'The picture server does not know this any more', 'Something went wrong here']);
});

test('where SillyTavern can start the server, or its token is missing, that is said instead of a command', () => {
    const title = status => problemOf(new Unreachable('away'), status).title;
    assert.match(title({ state: 'nobody', command: '' }), /can be started in the settings/);
    assert.match(title({ state: 'token', command: '' }), /asks for its token/);
});
