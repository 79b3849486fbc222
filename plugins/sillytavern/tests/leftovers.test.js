import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { serveLeftovers } from '../src/flow/leftovers.js';
import { chatOf, Server, settled, tag } from './flow_tavern.js';

/** @type {Server[]} */
const servers = [];
after(() => servers.forEach(server => server.flow.sessions.forget(() => true)));

const NAMES = ['pier', 'lamp', 'boat', 'rope', 'crate'];

/** A chat with five requests in as many messages, and what the user is offered. */
function many(automatic) {
    const context = chatOf(NAMES.map(name => `Look. ${tag(name)}`), { automatic });
    const server = new Server();
    servers.push(server);
    const offers = [];
    const open = () => serveLeftovers(server.flow, left => { offers.push(left); return { remove: () => undefined }; });
    return { context, server, offers, open };
}

test('many are asked about, and drawn once their sum was shown', async () => {
    const { server, offers, open } = many('on');
    await open();
    assert.deepEqual([offers.length, offers[0].count, server.billed], [1, 5, []]);
    offers[0].draw();
    await settled();
    assert.deepEqual([offers[1].count, offers[1].price, server.billed], [5, '$0.20', []]);
    offers[1].draw();
    await settled();
    assert.deepEqual(server.billed, NAMES);
});

test('many that cost nothing are drawn with the first word', async () => {
    const { server, offers, open } = many('on');
    server.price = { usd: 0, note: '' };
    await open();
    offers[0].draw();
    await settled();
    assert.deepEqual([offers.length, server.billed], [1, NAMES]);
});

test('finished pictures are fetched without a question, whatever the settings say', async t => {
    for (const automatic of ['on', 'ask', 'off']) {
        t.mock.method(globalThis, 'fetch', async () => Response.json({ path: '/user/images/a.png' }));
        const { context, server, offers, open } = many(automatic);
        await server.flow.serve(context.chat[1], 'automatic');
        server.finish();
        server.flow.sessions.forget(() => true);
        await open();
        await settled();
        assert.match(context.chat[1].mes, /user\/images/, automatic);
        assert.deepEqual([server.billed, offers.map(one => one.count)], [['lamp'], automatic === 'off' ? [] : [4]], automatic);
    }
});

test('few are drawn as the settings say, also when these have just changed', async () => {
    const { context, server, open } = many('off');
    context.chat.length = 2;
    await open();
    assert.deepEqual(server.asked, []);
    context.extensionSettings.rp_composer.automatic = 'ask';
    await open();
    assert.deepEqual([server.asked, server.billed], [['look', 'look'], []]);
});
