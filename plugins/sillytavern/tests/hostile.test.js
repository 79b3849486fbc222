import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiOf } from '../src/backend/api.js';
import { isJobId } from '../src/backend/job_ids.js';
import { putAside } from '../src/flow/display.js';
import { isPicturePath, safePath } from '../src/tavern/paths.js';

const HOSTILE = ['../keys/openai', 'a/../../keys/openai', 'a-0?x=1', 'a-0#', '', '-a', 'a'.repeat(81), '%2e%2e', 'a 0', 'a\n', null, undefined];

test('what a chat calls the id of a picture is no address on the server', async () => {
    const asked = [];
    const note = async (method, path) => asked.push(path);
    const api = apiOf({ ask: note, stream: note });
    for (const id of HOSTILE) {
        assert.equal(isJobId(id), false, String(id));
        for (const route of ['job', 'retry', 'cancel', 'versions', 'reroll', 'redraw', 'remove', 'jobEvents']) {
            await assert.rejects(async () => await api[route](id), TypeError, `${route} ${id}`);
        }
    }
    assert.deepEqual(asked, []);
});

test('ids of the server are taken', async () => {
    const asked = [];
    const api = apiOf({ ask: async (method, path) => asked.push(`${method} ${path}`) });
    await api.remove('0123456789abcdef0123-12');
    await api.job('a_B-0', 20);
    assert.deepEqual(asked, ['DELETE /api/jobs/0123456789abcdef0123-12', 'GET /api/jobs/a_B-0?wait=20']);
});

test('of the paths that a chat keeps only those of pictures are believed', () => {
    assert.ok(isPicturePath('/user/images/Maren #1?/rp-composer-a-0-0.png'));
    const others = [
        'https://elsewhere.example/a.png', '//elsewhere.example/a.png', '/api/users/logout', '/user/images/', '/user/images/../files/a.png',
        '/user/images//a.png', '/user/images/a/..\\b.png', 'javascript:alert(1)', 'user/images/a.png', ['/user/images/a.png'], 7, null, undefined,
    ];
    for (const path of others) {
        assert.equal(isPicturePath(path), false, String(path));
    }
});

test('a path ends neither its address nor its attribute', () => {
    const path = '/user/images/Who? #1 "a" (it\'s) 100%/_a_.png';
    const url = new URL(safePath(path), 'http://127.0.0.1');
    assert.equal(decodeURIComponent(url.pathname), path);
    assert.doesNotMatch(safePath(path), /["'()_?#\s]/);
});

test('sizes that a chat keeps stand in the page only as numbers', () => {
    const text = '<img data-iig-instruction=\'{"prompt":"a"}\' src="/user/images/a.png" data-rp-composer="a-0">';
    for (const size of [['1" onerror="alert(1)', 2], 'ab', [Infinity, 1], [0, 0], {}, null]) {
        const { html } = putAside(text, { requests: null, writing: false, ratio: 1, sizes: { 'a-0': size } });
        assert.doesNotMatch(html[0], /width|onerror|--rp-ratio/, String(size));
    }
    const { html } = putAside(text, { requests: null, writing: false, ratio: 1, sizes: { 'a-0': [96, 144] } });
    assert.match(html[0], / width="96" height="144"/);
});
