import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { configOf } from '../server-plugin/config.mjs';
import { Backend } from '../server-plugin/backend.mjs';
import { exit } from '../server-plugin/index.mjs';
import { listening, tavernWith } from './tavern_server.js';

/** A port that nobody listens at. */
async function freePort() {
    const server = http.createServer();
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise(resolve => server.close(resolve));
    return port;
}

/** A program that is there as rp-composer's server is, with what it was started with in its answer. */
function program(code) {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'rp-composer-')), 'program.mjs');
    writeFileSync(file, code);
    return file;
}

const SERVER = `
import http from 'node:http';
import { writeFileSync } from 'node:fs';
const [port, ...others] = process.argv.slice(2);
console.log('token     made-up-token');
http.createServer((request, response) => response.end(JSON.stringify({ version: '1', pid: process.pid, others, token: process.env.RP_COMPOSER_TOKEN ?? '' }))).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => { writeFileSync(process.argv[1] + '.ended', 'by itself'); process.exit(0); });
`;

const isAlive = pid => { try { process.kill(pid, 0); return true; } catch { return false; } };

async function configured(more = {}, code = SERVER) {
    const port = await freePort();
    const file = program(code);
    return { file, config: { address: `http://127.0.0.1:${port}`, command: process.execPath, arguments: [file, String(port), '$(touch x)', 'a b'], ...more } };
}

test('it is started with the configured arguments, answers, and is stopped again', async t => {
    const { config, file } = await configured();
    const { ask } = await tavernWith(t, config);
    assert.deepEqual((await ask('GET', '/status')).json, { health: null, own: false, may: true, obstacle: '', problem: '', lines: [] });
    const started = (await ask('POST', '/start', { body: { command: '/bin/false', arguments: ['evil'] } })).json;
    const { pid, others } = started.health.body;
    assert.deepEqual([started.own, started.problem, others], [true, '', ['$(touch x)', 'a b']]);
    assert.equal(isAlive(pid), true);
    const stopped = (await ask('POST', '/stop')).json;
    assert.deepEqual([stopped.own, stopped.health, stopped.problem, isAlive(pid)], [false, null, '', false]);
    assert.equal(readFileSync(`${file}.ended`, 'utf8'), 'by itself');
    assert.equal((await ask('POST', '/start')).json.own, true);
});

test('started twice at once there is one', async t => {
    const { config } = await configured();
    const { ask } = await tavernWith(t, config);
    const answers = await Promise.all([ask('POST', '/start'), ask('POST', '/start')]);
    assert.equal(new Set(answers.map(one => one.json.health.body.pid)).size, 1);
});

test('one that runs and does not answer for once is waited for, not started again', async t => {
    const { config } = await configured({}, SERVER.replace('request, response) => response.end(', "request, response) => response.end(request.url === '/api/health' && (times += 1) === 2 ? 'busy' : ").replace('console.log', 'let times = 0; console.log'));
    const backend = new Backend(configOf(config));
    t.after(() => backend.stop(100));
    const pid = async () => (await (await fetch(`${config.address}/pid`)).json()).pid;
    await backend.start();
    const first = await pid();
    assert.equal((await backend.start()).problem, '');
    assert.equal(await pid(), first);
});

test('started while it is being stopped it runs in the end', async t => {
    const { config } = await configured();
    const backend = new Backend(configOf(config));
    t.after(() => backend.stop(100));
    await backend.start();
    const [, started] = await Promise.all([backend.stop(), backend.start()]);
    assert.deepEqual([started.problem, backend.isOwn], ['', true]);
});

test('what somebody else has started is neither started again nor stopped', async t => {
    const { config } = await configured();
    const port = await listening(t, (request, response) => response.end('{"version":"1"}'));
    const { ask } = await tavernWith(t, { ...config, address: `http://127.0.0.1:${port}` });
    const started = (await ask('POST', '/start')).json;
    assert.deepEqual([started.own, started.problem, started.health.body.version], [false, '', '1']);
    const stopped = (await ask('POST', '/stop')).json;
    assert.match(stopped.problem, /not started by SillyTavern/);
    assert.equal(stopped.health.status, 200);
});

test('one that ends right away says why, in its own last words, without its token', async t => {
    const { config } = await configured({ token: 'own-secret' }, `
        console.log('token     made-up-token'); console.log('address own-secret');
        for (let i = 0; i < 30; i++) console.log('line ' + i);
        console.error('error: 127.0.0.1:8765: Address already in use'); process.exitCode = 1;`);
    const { ask } = await tavernWith(t, config);
    const answer = (await ask('POST', '/start')).json;
    assert.deepEqual([answer.own, answer.health], [false, null]);
    assert.match(answer.problem, /ended right away \(code 1\)/);
    assert.ok(answer.lines.includes('error: 127.0.0.1:8765: Address already in use'));
    assert.ok(answer.lines.length <= 20);
    assert.doesNotMatch(JSON.stringify(answer), /made-up-token|own-secret/);
});

test('a command that is not there is said so', async t => {
    const { config } = await configured({ command: '/nowhere/rp-composer' });
    const { ask } = await tavernWith(t, config);
    assert.match((await ask('POST', '/start')).json.problem, /there is no such program: .*nowhere/);
});

test('one that never answers is ended', async t => {
    const { config } = await configured({}, 'console.log(process.pid); setInterval(() => undefined, 1000);');
    const backend = new Backend(configOf(config), { most: 600, pause: 50 });
    t.after(() => backend.stop(100));
    const { problem, lines } = await backend.start();
    assert.match(problem, /has not answered/);
    assert.deepEqual([backend.isOwn, isAlive(Number(lines[0]))], [false, false]);
});

test('the token is given to it in its environment, not in its arguments', async t => {
    const { config } = await configured({ token: 'own-secret' });
    const { ask } = await tavernWith(t, config);
    const { token, others } = (await ask('POST', '/start')).json.health.body;
    assert.deepEqual([token, others.includes('own-secret')], ['own-secret', false]);
});

test('who is no administrator starts and stops nothing', async t => {
    const { config } = await configured();
    const { ask } = await tavernWith(t, config, { admin: false });
    assert.deepEqual([(await ask('POST', '/start')).status, (await ask('POST', '/stop')).status], [403, 403]);
    const { may, health } = (await ask('GET', '/status')).json;
    assert.deepEqual([may, health], [false, null]);
});

test('on another machine nothing can be started', () => {
    const backend = new Backend(configOf({ address: 'http://192.168.1.5:8765', command: 'rp-composer' }));
    assert.match(backend.obstacle, /another machine/);
    assert.match(new Backend(configOf({})).obstacle, /--server-plugin/);
});

test('autostart starts it together with SillyTavern, whose end ends it', async t => {
    const { config } = await configured({ autostart: true });
    const { ask } = await tavernWith(t, config);
    const { health } = (await ask('POST', '/start')).json;
    assert.equal(isAlive(health.body.pid), true);
    await exit();
    assert.equal(isAlive(health.body.pid), false);
});

test('one that heeds no request to end is ended', { skip: process.platform === 'win32' }, async t => {
    const { config } = await configured({}, SERVER.replace(/process\.on\('SIGTERM'.*/, "let asked = 0; process.on('SIGTERM', () => { asked += 1; if (asked === 2) process.exit(0); });"));
    const backend = new Backend(configOf(config));
    assert.equal((await backend.start()).problem, '');
    assert.equal((await backend.stop(100)).problem, '');
    assert.equal(backend.isOwn, false);
});

test('a configuration that is broken is told, and nothing else breaks', async t => {
    const warned = [];
    t.mock.method(console, 'warn', words => warned.push(words));
    const { ask } = await tavernWith(t, '{');
    const { obstacle, health } = (await ask('GET', '/status')).json;
    assert.deepEqual([obstacle, health, warned.length], ['config.json is not valid JSON', null, 1]);
});
