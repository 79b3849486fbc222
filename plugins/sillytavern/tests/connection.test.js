import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from '../src/backend/connection.js';
import { direct, isInReach } from '../src/backend/direct.js';
import { Plugin } from '../src/backend/plugin.js';
import { relay } from '../src/backend/relay.js';
import { addressOf, escaped, Refused, Unreachable } from '../src/backend/transport.js';

const HEALTH = { status: 200, body: { version: '1', profile: 'default', backends: ['sketch'] } };
const way = (name, answer) => ({ way: name, request: async (method, path) => answer(path, method), picture: async () => ({ base64: '', mediaType: 'image/png' }) });
const away = () => { throw new Unreachable('away'); };

test('the first way that answers is taken', async () => {
    const connection = new Connection(() => [way('direct', away), way('relay', () => HEALTH)]);
    assert.deepEqual(await connection.connect(), { state: 'connected', way: 'relay', version: '1', profile: 'default', backends: ['sketch'], command: '', hosted: null });
});

test('where nobody answers it says what to do', async () => {
    const connection = new Connection(() => [way('direct', away)]);
    assert.deepEqual([(await connection.connect()).state, connection.status.command], ['nobody', 'rp-composer serve']);
});

test('where a token is wanted it says so', async () => {
    const connection = new Connection(() => [way('direct', () => ({ status: 401, body: {} }))]);
    assert.equal((await connection.connect()).state, 'token');
});

test('a way that ends is looked for again', async () => {
    let open = true;
    const first = way('direct', () => (open ? HEALTH : away()));
    const connection = new Connection(() => [first, way('relay', () => HEALTH)]);
    await connection.connect();
    open = false;
    assert.equal((await connection.ask('GET', '/api/health')).version, '1');
    assert.equal(connection.status.way, 'relay');
});

test('what costs money is never sent twice by itself', async () => {
    const sent = [];
    const lossy = way('direct', path => { sent.push(path); return path === '/api/health' ? HEALTH : away(); });
    const connection = new Connection(() => [lossy]);
    await connection.connect();
    await assert.rejects(connection.ask('POST', '/api/jobs/j-0/reroll'), Unreachable);
    assert.equal(sent.filter(path => path.endsWith('reroll')).length, 1);
});

test('what has a key is sent again with the same one', async () => {
    const keys = [];
    let lost = true;
    const lossy = way('direct', () => HEALTH);
    lossy.request = async (method, path, body, key) => {
        if (path === '/api/health') return HEALTH;
        keys.push(key);
        return lost ? (lost = false, away()) : { status: 200, body: { id: 'j-1' } };
    };
    const connection = new Connection(() => [lossy]);
    await connection.connect();
    assert.deepEqual(await connection.ask('POST', '/api/jobs/j-0/reroll', undefined, 'k'), { id: 'j-1' });
    assert.deepEqual(keys, ['k', 'k']);
});

test('every way carries a key', async t => {
    const sent = [];
    t.mock.method(globalThis, 'fetch', async (url, options) => {
        sent.push(options);
        return new Response('{"rp_composer":{"status":200,"body":null}}', { headers: { 'x-rp-composer': 'passed' } });
    });
    await direct('http://127.0.0.1:1', '').request('POST', '/api/jobs/j-0/reroll', undefined, 'k');
    await new Plugin(() => ({}), () => '', () => undefined).request('POST', '/api/jobs/j-0/reroll', undefined, 'k');
    await relay('http://127.0.0.1:1', '', () => ({})).request('POST', '/api/jobs/j-0/reroll', undefined, 'k');
    assert.deepEqual([sent[0].headers['Idempotency-Key'], sent[1].headers['Idempotency-Key'], JSON.parse(sent[2].body).rp_composer.key], ['k', 'k', 'k']);
});

test('an error of the server keeps its words', async () => {
    const answer = { status: 409, body: { error: { code: 'need_messages', message: 'send more', details: { from: 3 } } } };
    const connection = new Connection(() => [way('direct', path => (path === '/api/health' ? HEALTH : answer))]);
    await assert.rejects(connection.ask('POST', '/api/jobs'), error => error instanceof Refused && error.code === 'need_messages' && error.details.from === 3);
});

test('a phone cannot reach this machine by its own name', () => {
    const page = (protocol, hostname) => ({ protocol, hostname });
    assert.equal(isInReach(page('http:', '192.168.1.5'), 'http://127.0.0.1:8765'), false);
    assert.equal(isInReach(page('http:', 'localhost'), 'http://127.0.0.1:8765'), true);
    assert.equal(isInReach(page('https:', 'tavern.example'), 'http://192.168.1.5:8765'), false);
    assert.equal(isInReach(page('https:', 'tavern.example'), 'https://192.168.1.5:8765'), true);
});

test('addresses and queries are written as they are meant', () => {
    assert.deepEqual(['', ' localhost:9/ ', 'https://a.b/c/'].map(addressOf), ['http://127.0.0.1:8765', 'http://localhost:9', 'https://a.b/c']);
    assert.match(escaped("Maren - 1.5 (it's) ~ Марен!"), /^(?:[A-Za-z0-9_-]|%[0-9A-F]{2})+$/);
});
