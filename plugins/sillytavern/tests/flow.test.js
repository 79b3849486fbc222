import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { viewOf } from '../src/flow/views.js';
import { chatOf, Server, settled, tag } from './flow_tavern.js';

const THREE = `Look. ${tag('harbour')} ${tag('beach')} ${tag('cliff')}`;

/** @type {Server[]} */
const servers = [];
after(() => servers.forEach(server => server.flow.sessions.forget(() => true)));

/** @param {object} [ours] settings @param {string} [text] */
async function opened(ours = { automatic: 'ask' }, text = THREE) {
    const context = chatOf([text], ours);
    const server = new Server();
    servers.push(server);
    const [message] = context.chat;
    const mode = { on: 'automatic', ask: 'look', off: null }[ours.automatic];
    const session = () => server.flow.sessions.of(message, 0);
    const view = number => viewOf(session(), number);
    return { context, server, message, mode, flow: server.flow, session, view, draw: number => server.flow.draw(session(), number) };
}

test('one of several that is drawn leaves the others, with the price shown before', async () => {
    const { flow, message, server, view, draw } = await opened();
    await flow.serve(message, 'look');
    assert.deepEqual([view(0).price, view(1).price], ['$0.04', '$0.04']);
    await draw(1);
    assert.deepEqual(server.billed, ['beach']);
});

test('where nothing was asked yet the price comes first, then the picture that was wanted', async () => {
    const { flow, message, server, view, draw } = await opened({ automatic: 'off' });
    await flow.serve(message, null);
    await draw(1);
    assert.deepEqual([server.billed, view(1).price], [[], '$0.04']);
    await draw(1);
    assert.deepEqual(server.billed, ['beach']);
});

test('what costs nothing is drawn at once', async () => {
    const { flow, message, server, draw } = await opened({ automatic: 'off' });
    server.price = { usd: 0, note: '' };
    await flow.serve(message, null);
    await draw(2);
    assert.deepEqual(server.billed, ['cliff']);
});

test('a retry after the server was away draws only what would have been drawn', async () => {
    for (const [automatic, billed] of [['ask', []], ['on', ['harbour', 'beach', 'cliff']]]) {
        const { flow, message, mode, server, draw } = await opened({ automatic });
        server.away = true;
        await flow.serve(message, mode);
        server.away = false;
        await draw(0);
        assert.deepEqual(server.billed, billed, automatic);
    }
});

test('a retry while the server is still away says so once more', async () => {
    const { flow, message, server, view, draw } = await opened();
    server.away = true;
    await flow.serve(message, 'look');
    await draw(0);
    assert.deepEqual([view(0).title, view(0).action], ['The picture server does not answer', 'retry']);
});

test('with another profile only the one that was wanted is drawn, once its price was shown', async () => {
    const { context, flow, message, server, draw } = await opened();
    await flow.serve(message, 'look');
    context.extensionSettings.rp_composer.profile = 'dear';
    await draw(0);
    assert.deepEqual(server.billed, []);
    await draw(0);
    assert.deepEqual(server.billed, ['harbour']);
});

/** What a message was having drawn while the answer to its submission is still to come. */
async function submitting() {
    const all = await opened({ automatic: 'on' }, `Look. ${tag('harbour')} ${tag('beach')}`);
    let answer;
    all.server.gate = new Promise(resolve => { answer = resolve; });
    const serving = all.flow.serve(all.message, 'automatic');
    await settled();
    all.server.gate = Promise.resolve();
    return { ...all, answer: async () => { answer(); await serving; await settled(); } };
}

test('a message that is deleted while it is submitted has nothing drawn', async () => {
    const { context, flow, server, answer } = await submitting();
    context.chat.length = 0;
    flow.tidy();
    await answer();
    assert.deepEqual(server.cancelled, ['harbour', 'beach']);
});

test('a request that is edited away while it is submitted is not drawn, the others are', async () => {
    const { flow, message, server, answer } = await submitting();
    message.mes = message.swipes[0] = `Look. ${tag('harbour')}`;
    await flow.serve(message, 'automatic');
    await answer();
    assert.deepEqual(server.cancelled, ['beach']);
});

test('a message that is edited twice while it is submitted has only the last version drawn', async () => {
    const { flow, message, server, answer } = await submitting();
    message.mes = message.swipes[0] = `Look. ${tag('cliff')}`;
    await flow.serve(message, 'automatic');
    message.mes = message.swipes[0] = `Look. ${tag('cave')}`;
    await flow.serve(message, 'automatic');
    await answer();
    assert.deepEqual(server.cancelled.sort(), ['beach', 'cliff', 'harbour']);
});

test('a chat that is left while a message is submitted has its pictures drawn', async () => {
    const { context, flow, server, answer } = await submitting();
    context.getCurrentChatId = () => 'another';
    context.chat = [];
    flow.leave();
    await answer();
    assert.deepEqual(server.cancelled, []);
});

test('what was off is asked for once the settings say so', async () => {
    const { flow, message, server } = await opened({ automatic: 'off' });
    await flow.serve(message, null);
    assert.deepEqual(server.asked, []);
    await flow.serve(message, 'automatic');
    assert.deepEqual(server.billed, ['harbour', 'beach', 'cliff']);
});

test('a request whose server lost its job is submitted anew, and drawn', async () => {
    const { flow, message, server, draw } = await opened();
    await flow.serve(message, 'look');
    server.jobs.clear();
    await draw(2);
    assert.deepEqual(server.billed, ['cliff']);
});

test('a cancel that does not get through is told, and the picture still comes', async t => {
    const { context, flow, message, server, session } = await opened({ automatic: 'on' }, tag('harbour'));
    t.mock.method(globalThis, 'fetch', async () => Response.json({ path: '/user/images/a.png' }));
    await flow.serve(message, 'automatic');
    server.away = true;
    await flow.cancel(session(), 0);
    server.away = false;
    assert.match(context.told.join(), /does not answer/);
    server.finish();
    for (let times = 0; times < 400 && message.mes.includes('IMG:GEN'); times++) await settled();
    assert.match(message.mes, /user\/images/);
});

test('a call that is paid already cannot be cancelled, and says why', async () => {
    const { flow, message, server, session, view } = await opened({ automatic: 'on' }, tag('harbour'));
    await flow.serve(message, 'automatic');
    server.paid = true;
    await flow.cancel(session(), 0);
    assert.deepEqual([view(0).cancel, view(0).detail], [false, 'already sent: it is finished and kept']);
});

test('a picture that SillyTavern did not keep is told so, and fetched again without another bill', async t => {
    const { flow, message, server, view, draw } = await opened({ automatic: 'on' }, tag('harbour'));
    let works = false;
    t.mock.method(globalThis, 'fetch', async () => (works ? Response.json({ path: '/user/images/a.png' }) : new Response('', { status: 500 })));
    await flow.serve(message, 'automatic');
    server.finish();
    for (let times = 0; times < 400 && view(0).kind !== 'failed'; times++) await settled();
    assert.deepEqual([view(0).title, view(0).price], ['SillyTavern could not keep the picture', '']);
    works = true;
    await draw(0);
    await settled();
    assert.match(message.mes, /user\/images/);
    assert.deepEqual(server.billed, ['harbour']);
});
