import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, neededFrom } from '../src/flow/conversation.js';
import { chains, lastFitting, outdated } from '../src/flow/states.js';

const message = (mes, more = {}) => ({ name: 'Maren', mes, send_date: `date ${mes}`, ...more });
const story = (earlier, more = {}) => ({
    chat: 'Maren - 1', message: message('now'), text: 'now', swipe: 2, id: 'first date', earlier, idOf: one => one.send_date,
    people: [{ name: 'Maren' }], persona: null, corrections: [], profile: '', fitting: null, mode: 'automatic', ...more,
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
    const body = bodyOf(story(earlier, { fitting: { count: 90, state: { count: 90 } } }), 0);
    assert.deepEqual([body.first, body.messages.length, body.state], [0, 100, null]);
    assert.equal(neededFrom({ code: 'need_messages', details: { from: 7 } }), 7);
    assert.equal(neededFrom({ code: 'invalid' }), undefined);
});

test('a copy of the message before it does not end the story', () => {
    const body = bodyOf(story([message('copy', { send_date: 'first date' })]));
    assert.equal(body.messages[0].id, '');
});

test('modes say how much is wanted', () => {
    assert.deepEqual([bodyOf(story([], { mode: 'look' })).hold, bodyOf(story([], { mode: 'asked' })).automatic], [true, undefined]);
});

test('a state holds until an earlier message is changed, and a picture is no change', () => {
    const tag = '<img data-iig-instruction=\'{"prompt":"a"}\' src="[IMG:GEN]">';
    const one = message(`She waves. ${tag}`);
    const before = [message('a'), one, message('c')];
    const kept = chains(before).map(chain => ({ swipe: 0, state: { chain }, chain }));
    assert.equal(lastFitting(chains(before), index => kept[index]).count, 3);
    one.mes = one.mes.replace('[IMG:GEN]', '/user/images/a.png');
    assert.equal(lastFitting(chains(before), index => kept[index]).count, 3);
    one.mes = 'She sits.';
    assert.equal(lastFitting(chains(before), index => kept[index]).count, 1);
    before[0].is_system = true;
    assert.equal(lastFitting(chains(before), index => kept[index]), null);
});

test('old states give way, but for some', () => {
    const indexes = Array.from({ length: 120 }, (_, index) => index);
    const gone = outdated(indexes);
    assert.deepEqual([gone.length, gone.includes(50), gone.includes(51), gone.includes(110)], [105, false, true, false]);
});
