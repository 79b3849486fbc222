import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { serveLeftovers } from '../src/flow/leftovers.js';
import { makeRoom } from '../src/flow/story.js';
import { kept, setSettings } from '../src/tavern/stored.js';
import { chatOf, Server, settled, tag } from './flow_tavern.js';

/** @type {Server[]} */
const servers = [];
after(() => servers.forEach(server => server.flow.sessions.forget(() => true)));

/** A chat, and a server that knows each picture by its profile, too. */
function opened(texts, ours) {
    const context = chatOf(texts, ours);
    const server = new Server();
    servers.push(server);
    const asked = [];
    const { jobs } = server.api;
    server.api.jobs = async body => { asked.push(body.profile ?? ''); return await jobs(body); };
    const reload = () => server.flow.sessions.forget(() => true);
    return { context, server, flow: server.flow, asked, reload, message: context.chat[0] };
}

test('what was begun with a profile goes on with it until it is drawn', async t => {
    t.mock.method(globalThis, 'fetch', async () => Response.json({ path: '/user/images/a.png' }));
    const { context, server, flow, asked, reload, message } = opened([`Look. ${tag('pier')}`], { profile: 'one' });
    await flow.serve(message, 'automatic');
    setSettings({ profile: 'two' });
    reload();
    await flow.serve(message, 'automatic');
    assert.deepEqual(asked, ['one', 'one']);
    server.finish();
    reload();
    await flow.serve(message, 'automatic');
    await settled();
    assert.match(message.mes, /user\/images/);
    assert.equal(kept(message)?.profile, undefined);
    context.chat[0].mes = context.chat[0].swipes[0] = `Anew. ${tag('lamp')}`;
    await flow.serve(message, 'automatic');
    assert.deepEqual(asked, ['one', 'one', 'one', 'two']);
});

test('the server\'s own profile is kept, too', async () => {
    const { flow, asked, reload, message } = opened([`Look. ${tag('pier')}`], {});
    await flow.serve(message, 'automatic');
    setSettings({ profile: 'two' });
    reload();
    await flow.serve(message, 'automatic');
    assert.deepEqual(asked, ['', '']);
});

test('what was cancelled stays so with another profile', async () => {
    const { server, flow, asked, reload, message } = opened([`Look. ${tag('pier')}`], { profile: 'one' });
    await flow.serve(message, 'automatic');
    await flow.cancel(flow.sessions.of(message, 0), 0);
    setSettings({ profile: 'two' });
    reload();
    await flow.serve(message, 'automatic');
    assert.deepEqual([asked, server.billed, flow.sessions.of(message, 0).requests[0].status], [['one', 'one'], ['pier'], 'cancelled']);
});

test('what was only looked at follows the profile of now', async () => {
    const { flow, asked, reload, message } = opened([`Look. ${tag('pier')}`], { automatic: 'ask', profile: 'one' });
    await flow.serve(message, 'look');
    setSettings({ profile: 'two' });
    reload();
    await flow.serve(message, 'look');
    assert.deepEqual(asked, ['one', 'two']);
});

test('who presses Draw gets the profile of now, unless others of the message are on their way', async () => {
    const { server, flow, asked, message } = opened([`Look. ${tag('pier')} ${tag('lamp')}`], { automatic: 'ask', profile: 'one' });
    await flow.serve(message, 'look');
    const session = () => flow.sessions.of(message, 0);
    await flow.draw(session(), 0);
    setSettings({ profile: 'two' });
    await flow.draw(session(), 1);
    assert.deepEqual([server.billed, server.cancelled, asked], [['pier', 'lamp'], [], ['one']]);
    for (const number of [0, 1]) {
        await flow.cancel(session(), number);
    }
    await flow.draw(session(), 1);
    assert.deepEqual(asked, ['one', 'two']);
});

test('a chat is saved once for all its leftovers, and not at all when nothing is new', async () => {
    const { context, flow, reload } = opened([`A. ${tag('pier')}`, `B. ${tag('lamp')}`, `C. ${tag('boat')}`], { automatic: 'ask' });
    await serveLeftovers(flow);
    assert.equal(context.saved, 1);
    reload();
    await serveLeftovers(flow);
    assert.equal(context.saved, 1);
});

test('states of other swipes are dropped with time', () => {
    const context = chatOf(Array.from({ length: 70 }, (_, number) => `text ${number}`));
    for (const message of context.chat) {
        message.swipes = ['other', message.mes];
        message.swipe_id = 1;
        message.swipe_info = [0, 1].map(swipe => ({ extra: { rp_composer: { swipe, state: { count: 1 } } } }));
        message.extra = structuredClone(message.swipe_info[1].extra);
    }
    makeRoom();
    const having = swipe => context.chat.flatMap((message, index) => (kept(message, swipe)?.state ? [index] : []));
    assert.deepEqual(having(0), [58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    assert.deepEqual(having(1), [0, 50, ...having(0)]);
    assert.equal(context.chat[3].swipe_info[1].extra.rp_composer.state, undefined);
});
