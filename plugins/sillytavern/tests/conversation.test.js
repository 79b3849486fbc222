import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, neededFrom, refusesBooks, stageOf } from '../src/flow/conversation.js';
import { chainAfter, chains, lastFitting, outdated } from '../src/flow/states.js';

const message = (mes, more = {}) => ({ name: 'Maren', mes, send_date: `date ${mes}`, ...more });
const textOf = one => one.mes;
const story = (earlier, more = {}) => ({
    chat: 'Maren - 1', message: message('now'), text: 'now', swipe: 4, number: 2, id: 'first date', earlier, idOf: one => one.send_date, textOf,
    people: [{ name: 'Maren' }], persona: null, books: [], corrections: [], profile: '', fitting: null, mode: 'automatic', ...more,
});

test('without a state the whole chat is sent', () => {
    const body = bodyOf(story([message('a', { is_user: true, is_system: '' }), message('b')]));
    assert.deepEqual([body.first, body.state, body.messages.length, body.automatic], [0, null, 2, true]);
    assert.deepEqual(body.message, { text: 'now', name: 'Maren', is_user: false, is_system: false, id: 'first date', swipe: 2 });
    assert.deepEqual([body.messages[0].is_user, body.messages[0].is_system], [true, false]);
});

test('with a state only what came since is sent, and what the picture may look back at', () => {
    const earlier = Array.from({ length: 100 }, (_, index) => message(`m${index}`));
    const body = bodyOf(story(earlier, { fitting: { count: 90, state: { count: 90 } } }));
    assert.deepEqual([body.first, body.messages.length, body.state.count], [60, 40, 90]);
});

test('what the server says it needs is sent', () => {
    const earlier = Array.from({ length: 100 }, (_, index) => message(`m${index}`));
    const body = bodyOf(story(earlier));
    assert.deepEqual([body.first, body.messages.length, body.state], [0, 100, null]);
    assert.equal(neededFrom({ code: 'need_messages', details: { from: 7 } }), 7);
    assert.equal(neededFrom({ code: 'invalid' }), undefined);
});

test('a copy of the message before it does not end the story', () => {
    const body = bodyOf(story([message('copy', { send_date: 'first date' })]));
    assert.equal(body.messages[0].id, '');
});

test('worlds go along when there are any', () => {
    assert.equal('books' in bodyOf(story([])), false);
    assert.deepEqual(bodyOf(story([], { books: [{ name: 'Fair', entries: [] }] })).books, [{ name: 'Fair', entries: [] }]);
});

test('books that the server cannot read are told from other mistakes', () => {
    assert.equal(refusesBooks({ status: 422, field: 'books.0' }), true);
    assert.equal(refusesBooks({ status: 422, field: 'message.text' }), false);
    assert.equal(refusesBooks({ status: 500 }), false);
});

test('modes say how much is wanted', () => {
    assert.deepEqual([bodyOf(story([], { mode: 'look' })).hold, bodyOf(story([], { mode: 'asked' })).automatic], [true, undefined]);
});

test('a state holds until an earlier message is changed, and a picture is no change', () => {
    const tag = '<img data-iig-instruction=\'{"prompt":"a"}\' src="[IMG:GEN]">';
    const one = message(`She waves. ${tag}`);
    const before = [message('a'), one, message('c')];
    const kept = chains(before, textOf).map(chain => ({ swipe: 0, state: { chain }, chain }));
    assert.equal(lastFitting(chains(before, textOf), index => kept[index]).count, 3);
    one.mes = one.mes.replace('[IMG:GEN]', '/user/images/a.png');
    assert.equal(lastFitting(chains(before, textOf), index => kept[index]).count, 3);
    one.mes = 'She sits.';
    assert.equal(lastFitting(chains(before, textOf), index => kept[index]).count, 1);
    before[0].is_system = true;
    assert.equal(lastFitting(chains(before, textOf), index => kept[index]), null);
});

test('old states give way, but for some', () => {
    const indexes = Array.from({ length: 120 }, (_, index) => index);
    const gone = outdated(indexes);
    assert.deepEqual([gone.length, gone.includes(50), gone.includes(51), gone.includes(110)], [105, false, true, false]);
});

test('the speaker of a character\'s message is known by the file, which the user\'s messages do not have', () => {
    const body = bodyOf(story([message('a', { original_avatar: 'wren1.png' }), message('b', { original_avatar: 'x.png', is_user: true })]));
    assert.deepEqual(body.messages.map(one => one.avatar), ['wren1.png', undefined]);
    const one = message('a', { original_avatar: 'wren.png' });
    assert.notEqual(chains([one], textOf)[0], chains([{ ...one, original_avatar: 'wren1.png' }], textOf)[0]);
});

test('blocks beside an earlier message are told and count for the states as they do when it is served', () => {
    const whole = one => one.mes + (one.extra?.extblocks ?? '');
    const served = message('She sits.', { extra: { extblocks: ' She wears a red coat.' } });
    const body = bodyOf(story([served], { textOf: whole }));
    assert.equal(body.messages[0].text, 'She sits. She wears a red coat.');
    const before = [message('a')];
    const chain = chainAfter(chains(before, whole).at(-1), served, whole(served));
    assert.equal(chain, chains([...before, served], whole).at(-1));
});

test('a chat that is too long for one call is told in stages, each going on from the state of the one before', () => {
    const earlier = Array.from({ length: 23_456 }, (_, index) => message(`m${index}`));
    const told = [];
    let fitting = null;
    for (let stage = stageOf(story(earlier)); stage; stage = stageOf(story(earlier, { fitting }))) {
        const body = bodyOf(stage);
        told.push([body.first, body.first + body.messages.length, body.message.text, body.state?.count ?? 0]);
        fitting = { count: stage.earlier.length + 1, state: { count: stage.earlier.length + 1 } };
    }
    assert.ok(told.every(([first, end, text], index) => text === `m${end}` && end % 50 === 0 && first === (index ? told[index - 1][1] + 1 : 0)));
    assert.ok(told.every(([first, end]) => end - first <= 2000));
    const rest = bodyOf(story(earlier, { fitting }));
    assert.ok(rest.messages.length <= 4000);
    assert.equal(rest.first + rest.messages.length, earlier.length);
});

test('few very long messages go in stages, too, and of each only as much as the server reads', () => {
    const earlier = Array.from({ length: 9 }, () => message('a'.repeat(1_500_000)));
    const stage = stageOf(story(earlier));
    assert.ok(stage.earlier.length < 4);
    const body = bodyOf(stage);
    assert.ok(body.messages.every(one => one.text.length === 1_000_000) && body.message.text.length === 1_000_000);
    assert.equal(stageOf(story(earlier, { fitting: { count: 8, state: {} } })), null);
});
