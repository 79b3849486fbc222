import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sessions } from '../src/flow/sessions.js';
import { identityOf, keep, kept, lastingChatId, moveKept } from '../src/tavern/stored.js';

/** A SillyTavern with an open chat and nothing else. */
function tavern(file, metadata = {}) {
    const context = { chat: [], chatMetadata: metadata, extensionSettings: {}, getCurrentChatId: () => context.file, file };
    globalThis.SillyTavern = { getContext: () => context };
    return context;
}

/** A message with swipes, shown at one of them. */
function messageWith(count, shown) {
    const swipe_info = Array.from({ length: count }, (_, number) => ({ send_date: `date ${number}`, extra: {} }));
    return { name: 'Maren', mes: `text ${shown}`, swipe_id: shown, swipes: swipe_info.map((_, number) => `text ${number}`), swipe_info, send_date: `date ${shown}`, extra: {} };
}

/** What SillyTavern does when a swipe is deleted, up to its event. */
function deleted(message, number, shown) {
    message.swipes.splice(number, 1);
    message.swipe_info.splice(number, 1);
    message.swipe_id = shown;
    moveKept(message, number);
    if (message.mes !== message.swipes[shown]) {
        Object.assign(message, { mes: message.swipes[shown], extra: structuredClone(message.swipe_info[shown].extra) });
    }
}

test('a chat is known by the name that it had at first, whatever it is called later', () => {
    const context = tavern('Maren - 1', { note: 'x' });
    assert.equal(lastingChatId(), 'Maren - 1');
    context.file = 'Renamed';
    assert.equal(lastingChatId(), 'Maren - 1');
    const branch = tavern('Branch #1', { ...context.chatMetadata, main_chat: 'Maren - 1' });
    assert.equal(lastingChatId(), 'Maren - 1');
    assert.deepEqual([branch.chatMetadata.main_chat, branch.chatMetadata.note], ['Maren - 1', 'x']);
});

test('a chat without a file has an id that stays', () => {
    tavern(undefined);
    const id = lastingChatId();
    assert.ok(id);
    assert.equal(lastingChatId(), id);
});

test('what a chat file says of its id is believed only where it can be one', () => {
    for (const chat of [7, {}, '', null]) {
        tavern('Maren - 1', { rp_composer: { chat, profile: 'own' } });
        assert.equal(lastingChatId(), 'Maren - 1');
        assert.equal(globalThis.SillyTavern.getContext().chatMetadata.rp_composer.profile, 'own');
    }
});

test('what a chat file says of a swipe is believed only where it can be so', () => {
    tavern('a');
    for (const [id, number] of [[7, 'x'], [{}, null], ['', 1.5], [null, -1], [undefined, 1e9]]) {
        const message = messageWith(2, 1);
        message.extra.rp_composer = { swipe: 1, id, number };
        assert.deepEqual(identityOf(message, 1), { id: 'date 1', number: 1 });
    }
});

test('a swipe keeps its identity when one before it is deleted', () => {
    tavern('a');
    const message = messageWith(3, 2);
    const before = [1, 2].map(swipe => identityOf(message, swipe));
    keep(message, 2, { sizes: { 'a-0': [1, 2] } });
    deleted(message, 0, 1);
    assert.deepEqual([0, 1].map(swipe => identityOf(message, swipe)), before);
    assert.deepEqual(before.map(one => one.number), [1, 2]);
    assert.deepEqual(kept(message, 1)?.sizes, { 'a-0': [1, 2] });
    deleted(message, 0, 0);
    assert.deepEqual(identityOf(message, 0), before[1]);
});

test('what is kept of a deleted swipe becomes no other one\'s', () => {
    tavern('a');
    const message = messageWith(2, 0);
    keep(message, 0, { id: 'first' });
    message.swipes.splice(0, 1);
    message.swipe_info.splice(0, 1);
    message.swipe_id = 0;
    moveKept(message, 0);
    assert.equal(kept(message, 0), null);
    assert.equal(kept(message), null);
});

test('a copy that SillyTavern made for a new swipe is nobody\'s, also when the numbers move', () => {
    tavern('a');
    const message = messageWith(3, 2);
    keep(message, 1, { id: 'second' });
    message.swipe_info[2].extra = structuredClone(message.swipe_info[1].extra);
    message.extra = structuredClone(message.swipe_info[1].extra);
    deleted(message, 0, 1);
    assert.equal(kept(message, 0)?.id, 'second');
    assert.equal(kept(message, 1), null);
});

test('keeping what is kept already is nothing new', () => {
    tavern('a');
    const message = messageWith(1, 0);
    assert.equal(keep(message, 0, { state: { count: 1 } }), true);
    assert.equal(keep(message, 0, { state: { count: 1 } }), false);
    assert.equal(keep(message, 0, { state: undefined }), true);
    assert.equal(keep(message, 0, { state: undefined }), false);
});

test('sessions move with their swipes', () => {
    const sessions = new Sessions();
    const message = messageWith(4, 3);
    const made = [0, 1, 2, 3].map(swipe => sessions.begin({ message, swipe, chat: 'a', text: '', profile: '', stage: 'answered' }));
    const other = sessions.begin({ message: messageWith(2, 1), swipe: 1, chat: 'a', text: '', profile: '', stage: 'answered' });
    assert.deepEqual(sessions.moveUp(message, 1), [made[1]]);
    assert.deepEqual(made.map(one => one.swipe), [0, -1, 1, 2]);
    assert.deepEqual(made.map(one => sessions.isCurrent(one)), [true, false, true, true]);
    assert.equal(sessions.of(message, 3), null);
    assert.ok(sessions.isCurrent(other));
});

test('messages of one minute, as older SillyTavern dates them, are told apart', () => {
    const context = tavern('Maren - 1');
    const said = () => ({ name: 'Maren', mes: 'x', send_date: 'January 5, 2026 9:41am', extra: {} });
    context.chat.push(said(), said(), said());
    const [first, second, third] = context.chat.map(message => identityOf(message, 0).id);
    assert.deepEqual([first, new Set([first, second, third]).size], ['January 5, 2026 9:41am', 3]);
    context.chat.shift();
    assert.equal(identityOf(context.chat[0], 0).id, second);
});
