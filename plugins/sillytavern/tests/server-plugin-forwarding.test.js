import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { configOf } from '../server-plugin/config.mjs';
import { problemOf } from '../server-plugin/paths.mjs';
import { listening, tavernWith } from './tavern_server.js';

const BYTES = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 10, 13]);

/** A tavern, and the requests that arrive at the server behind it. */
async function withBackend(t, answer, config = {}) {
    const heard = [];
    const port = await listening(t, async (request, response) => {
        let text = '';
        for await (const piece of request) {
            text += piece;
        }
        heard.push({ method: request.method, url: request.url, headers: request.headers, text });
        answer(request, response);
    });
    const tavern = await tavernWith(t, { address: `http://127.0.0.1:${port}`, ...config });
    return { ...tavern, heard };
}

const json = (request, response) => response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b', 'access-control-allow-origin': '*' }).end('{"ok":true}');

test('method, path, query and body arrive as they were sent', async t => {
    const { ask, heard } = await withBackend(t, json);
    const answer = await ask('POST', '/backend/api/jobs?chat=a%20b%2Fc', { body: { text: 'Марен “…”', seed: 7 } });
    assert.deepEqual([answer.status, answer.json], [200, { ok: true }]);
    const [{ method, url, text, headers }] = heard;
    assert.deepEqual([method, url, JSON.parse(text)], ['POST', '/api/jobs?chat=a%20b%2Fc', { text: 'Марен “…”', seed: 7 }]);
    assert.equal(headers['content-type'], 'application/json');
});

test('a request without a body arrives without one', async t => {
    const { ask, heard } = await withBackend(t, json);
    await ask('POST', '/backend/api/jobs/j-1/cancel');
    assert.deepEqual([heard[0].text, heard[0].headers['content-type']], ['', undefined]);
});

test('a picture arrives as the bytes it is, with its type', async t => {
    const { ask } = await withBackend(t, (request, response) => response.writeHead(200, { 'content-type': 'image/png', etag: '"1"' }).end(BYTES));
    const answer = await ask('GET', '/backend/pictures/j-1/0');
    assert.deepEqual([answer.data.equals(BYTES), answer.headers['content-type'], answer.headers.etag], [true, 'image/png', '"1"']);
});

test('an error of the server keeps its status and words', async t => {
    const { ask } = await withBackend(t, (request, response) => response.writeHead(409, { 'content-type': 'application/json' }).end('{"error":{"code":"need_messages"}}'));
    const answer = await ask('GET', '/backend/api/jobs');
    assert.deepEqual([answer.status, answer.json.error.code], [409, 'need_messages']);
});

test('neither cookies nor permissions of the server reach the page, and nothing is shown as a page', async t => {
    const { ask } = await withBackend(t, json);
    const { headers } = await ask('GET', '/backend/api/docs');
    assert.deepEqual([headers['set-cookie'], headers['access-control-allow-origin']], [undefined, undefined]);
    assert.match(headers['content-security-policy'], /sandbox/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('what SillyTavern keeps of the page does not reach the server', async t => {
    const { ask, heard } = await withBackend(t, json);
    await ask('GET', '/backend/api/health', { headers: { cookie: 'session=1', 'x-csrf-token': 'x', origin: 'http://a', 'x-forwarded-for': '1.2.3.4', authorization: 'Basic abc' } });
    const { cookie, origin, authorization, 'x-csrf-token': token, 'x-forwarded-for': from } = heard[0].headers;
    assert.deepEqual([cookie, origin, authorization, token, from], [undefined, undefined, undefined, undefined, undefined]);
});

const NEVER = [
    '/', '/api', '/docs', '/sdapi/v1/txt2img', '/v1/models', '/prompt', '//evil.example/api/x', '/api//evil.example', '/api/../x', '/api/./x', '/api/..',
    '/api/%2e%2e/x', '/api/..%2fx', '/api/%5c', '/api\\x', '/api/%00', '/api/%252e', '/pictures/../api/../x', 'http://evil.example/api/x', '@evil.example/api/',
    '/api/х', '/API/health', ':80/api/x',
];
for (const url of NEVER) {
    test(`not passed on: ${url}`, () => assert.notEqual(problemOf('GET', url), ''));
}

test('other methods are not passed on', () => {
    const passed = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'get'].filter(method => !problemOf(method, '/api/x'));
    assert.deepEqual(passed, ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);
});

test('nothing in a request changes the server that is asked', async t => {
    const { ask, heard } = await withBackend(t, json);
    const others = [];
    const other = await listening(t, (request, response) => { others.push(request.url); response.end(); });
    const body = { url: `http://127.0.0.1:${other}`, address: `http://127.0.0.1:${other}` };
    await ask('POST', `/backend/api/jobs?address=http://127.0.0.1:${other}`, { body, headers: { 'x-forwarded-host': `127.0.0.1:${other}` } });
    const refused = await ask('GET', `/backend//127.0.0.1:${other}/api/x`);
    assert.deepEqual([heard.length, others.length, refused.status], [1, 0, 403]);
});

test('a page of another site is refused, SillyTavern\'s own is not', async t => {
    const { ask, heard } = await withBackend(t, json);
    const from = site => ask('GET', '/backend/api/jobs', { headers: { 'sec-fetch-site': site } });
    assert.deepEqual([(await from('cross-site')).status, (await from('same-site')).status, (await from('same-origin')).status], [403, 403, 200]);
    assert.equal(heard.length, 1);
});

test('the token of the configuration is sent, before that of the page, and comes back nowhere', async t => {
    const { ask, heard } = await withBackend(t, (request, response) => response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic' }).end('{"error":{}}'), { token: 'own-secret' });
    const printed = [];
    for (const name of ['log', 'warn', 'error', 'info', 'debug']) {
        t.mock.method(console, name, (...words) => printed.push(words.join(' ')));
    }
    const answer = await ask('GET', '/backend/api/health', { headers: { 'x-rp-composer-token': 'of-the-page' } });
    const status = await ask('GET', '/status');
    assert.equal(heard[0].headers.authorization, 'Bearer own-secret');
    assert.equal(JSON.stringify([answer.headers, answer.data.toString(), status.headers, status.data.toString(), printed]).includes('secret'), false);
});

test('the token of the page is sent where the configuration has none', async t => {
    const { ask, heard } = await withBackend(t, json);
    await ask('GET', '/backend/api/health', { headers: { 'x-rp-composer-token': 'of-the-page' } });
    await ask('GET', '/backend/api/health', { headers: { 'x-rp-composer-token': 'a b' } });
    assert.deepEqual(heard.map(one => one.headers.authorization), ['Bearer of-the-page', undefined]);
    assert.equal('x-rp-composer-token' in heard[0].headers, false);
});

test('without a server the answer says so, in a way that no server can', async t => {
    const { ask } = await tavernWith(t, { address: 'http://127.0.0.1:9' });
    const answer = await ask('GET', '/backend/api/health');
    assert.deepEqual([answer.status, answer.headers['x-rp-composer'], answer.json.error.code], [502, 'away', 'unreachable']);
});

test('events arrive one by one, while the answer still goes on', async t => {
    let goOn;
    const { port } = await withBackend(t, (request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        goOn = () => response.end('data: 2\n\n');
    });
    const pieces = await new Promise((resolve, reject) => {
        http.get({ port, host: '127.0.0.1', path: '/backend/api/jobs/j-1/events' }, async answer => {
            assert.match(answer.headers['cache-control'], /no-transform/);
            const heard = [];
            for await (const piece of answer.setEncoding('utf8')) {
                heard.push(piece);
                goOn();
            }
            resolve(heard);
        }).on('error', reject);
    });
    assert.deepEqual(pieces, ['data: 1\n\n', 'data: 2\n\n']);
});

test('a page that leaves breaks off what it has asked for', async t => {
    const asked = { url: '/backend/api/jobs/j-1?wait=20', host: '127.0.0.1' };
    const closed = new Promise(resolve => {
        const arrive = (request, response) => {
            response.on('close', () => resolve(true));
            asked.request.destroy();
        };
        void withBackend(t, arrive).then(({ port }) => {
            asked.request = http.get({ host: asked.host, port, path: asked.url }).on('error', () => undefined);
        });
    });
    assert.equal(await closed, true);
});

test('a server that breaks off an answer breaks it off for the page', async t => {
    const { ask } = await withBackend(t, (request, response) => {
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': '1000' });
        response.write(BYTES, () => response.destroy());
    });
    await assert.rejects(ask('GET', '/backend/pictures/j-1/0'));
});

test('a configuration says what is wrong with it', () => {
    const problem = written => { try { configOf(written); return ''; } catch (error) { return error.message; } };
    assert.equal(problem({}), '');
    assert.equal(configOf({}).address.href, 'http://127.0.0.1:8765/');
    for (const written of [[], null, { address: 'file:///etc' }, { address: 'http://a:b@c' }, { address: 8765 }, { command: ['x'] }, { arguments: 'serve' }, { arguments: [1] }, { autostart: 'yes' }]) {
        assert.match(problem(written), /config\.json/);
    }
});
