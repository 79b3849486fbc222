import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from '../src/backend/connection.js';
import { eventsOf } from '../src/backend/event_stream.js';
import { Plugin } from '../src/backend/plugin.js';
import { Unreachable } from '../src/backend/transport.js';

const HEALTH = { status: 200, body: { version: '1', profile: 'default', backends: ['sketch'] } };
const HERE = { health: null, own: false, may: true, obstacle: '', problem: '', lines: [] };

/** A page on SillyTavern whose server answers so; what was asked is kept. */
function page(t, routes) {
    const asked = [];
    t.mock.method(globalThis, 'fetch', async (url, options) => {
        asked.push({ url, ...options });
        const [ours, body, status = 200] = routes(url, options.method) ?? ['', 'Not found', 404];
        return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: ours ? { 'x-rp-composer': ours } : {} });
    });
    const learnt = [];
    const plugin = new Plugin(() => ({ 'X-CSRF-Token': 'csrf' }), () => 'secret', there => learnt.push(there));
    return { plugin, asked, learnt };
}

test('without the plugin one request says so', async t => {
    const { plugin, asked, learnt } = page(t, () => null);
    await assert.rejects(plugin.health(), Unreachable);
    assert.deepEqual([asked.map(one => one.url), learnt, plugin.hosted], [['/api/plugins/rp-composer/status'], [false], null]);
});

test('with the plugin one request says how the server is', async t => {
    const { plugin, asked, learnt } = page(t, () => ['here', { ...HERE, health: HEALTH, own: true }]);
    assert.deepEqual(await plugin.health(), HEALTH);
    assert.deepEqual([asked.length, learnt, plugin.hosted.own], [1, [true], true]);
});

test('it asks with SillyTavern\'s token against forgery and the server\'s own, in headers', async t => {
    const { plugin, asked } = page(t, () => ['passed', { jobs: [] }]);
    assert.deepEqual(await plugin.request('POST', '/api/jobs', { text: 'x' }), { status: 200, body: { jobs: [] } });
    const [{ url, method, headers, body }] = asked;
    assert.deepEqual([url, method, body], ['/api/plugins/rp-composer/backend/api/jobs', 'POST', '{"text":"x"}']);
    assert.deepEqual([headers['X-CSRF-Token'], headers['X-RP-Composer-Token'], url.includes('secret')], ['csrf', 'secret', false]);
});

test('an answer that is not the server\'s counts as none', async t => {
    for (const answer of [['away', {}, 502], ['', 'Forbidden', 403], ['here', {}, 403], ['', '<html>']]) {
        const { plugin } = page(t, () => answer);
        await assert.rejects(plugin.request('GET', '/api/jobs'), Unreachable);
    }
});

test('where the server is away the panel learns that it can be started, and starting connects', async t => {
    let runs = false;
    const { plugin } = page(t, url => {
        runs ||= url.endsWith('/start');
        return ['here', { ...HERE, health: runs ? HEALTH : null, own: runs }];
    });
    const connection = new Connection(() => [plugin], plugin);
    const states = [];
    connection.follow(({ state, hosted }) => states.push([state, Boolean(hosted?.may)]));
    await connection.connect();
    await connection.start();
    assert.deepEqual(states, [['looking', false], ['looking', false], ['nobody', true], ['starting', false], ['looking', false], ['connected', true]]);
    assert.deepEqual([connection.status.way, connection.status.hosted.own], ['plugin', true]);
});

test('why it did not start stays to be read until it is tried again', async t => {
    const outcome = { problem: 'it ended right away', lines: ['port in use'] };
    const { plugin } = page(t, url => ['here', url.endsWith('/start') ? { ...HERE, ...outcome } : HERE]);
    const connection = new Connection(() => [plugin], plugin);
    await connection.start();
    assert.deepEqual([connection.status.state, connection.status.hosted.problem, connection.status.hosted.lines], ['nobody', outcome.problem, outcome.lines]);
    await connection.connect();
    assert.equal(connection.status.hosted.problem, outcome.problem);
});

test('events come as they are sent, however they are cut', async () => {
    const text = ': still here\n\nevent: state\ndata: {"text":"Марен"}\n\ndata: a\r\ndata: b\r\n\r\ndata: cut off';
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 3, 1000]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) => bytes.slice(place * size, (place + 1) * size));
        const heard = [];
        for await (const data of eventsOf(ReadableStream.from(pieces))) {
            heard.push(data);
        }
        assert.deepEqual(heard, ['{"text":"Марен"}', 'a\nb']);
    }
});

test('only a few jobs are followed by events at once', async t => {
    let finish;
    const wait = new Promise(resolve => { finish = resolve; });
    const { plugin, asked } = page(t, () => ['passed', 'data: {"status":"finished"}\n\n']);
    const { signal } = new AbortController();
    const fetched = globalThis.fetch;
    t.mock.method(globalThis, 'fetch', async (...given) => { await wait; return fetched(...given); });
    const heard = [];
    const streams = [1, 2, 3, 4].map(id => plugin.stream(`/api/jobs/${id}/events`, data => heard.push(data), signal));
    finish();
    await Promise.all(streams);
    assert.deepEqual([asked.length, heard.length], [2, 2]);
    await plugin.stream('/api/jobs/5/events', data => heard.push(data), signal);
    assert.equal(heard.length, 3);
});
