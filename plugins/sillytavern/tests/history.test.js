import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { described, tellHistory, told } from '../src/telling/history.js';

const PENDING = `<img data-iig-instruction='{"prompt": "Maren\\u0027s boat at night", "style": "oil"}' src="[IMG:GEN]">`;
const DONE = `<img data-iig-instruction='{"prompt": "Maren on the pier"}' src="/user/images/Maren/rp-composer-1.png" data-rp-composer="1">`;
const FAILED = `<img data-iig-instruction="{&quot;prompt&quot;: &quot;a &lt;red&gt; door&quot;}" src="[IMG:ERROR]" title="no">`;
const BLOCK = '<details><summary>🖼 Image: New</summary>\naction: generate\nprompt: two boats\nat dawn\nstyle: ink\n</details>';

test('a finished picture is a short note without its path', () => {
    assert.equal(told(`She waits.\n\n${DONE}\n\nIt rains.`, 'description'), 'She waits.\n\n[picture: Maren on the pier]\n\nIt rains.');
});

test('requests that wait or have failed are notes, too', () => {
    assert.equal(told(`A ${PENDING} b`, 'description'), "A [picture: Maren's boat at night] b");
    assert.equal(told(`A ${FAILED} b`, 'description'), 'A [picture: a red door] b');
});

test('the legacy forms are notes', () => {
    assert.equal(told('A [IMG:GEN:{"prompt": "a [small] fox"}] b', 'description'), 'A [picture: a small fox] b');
    assert.equal(told('A [IMG:✓:/user/images/Maren/a.png] b', 'description'), 'A [picture] b');
});

test('a details block is one note, with its picture where it has one', () => {
    assert.equal(told(`A\n${BLOCK}\nb`, 'description'), 'A\n[picture: two boats at dawn]\nb');
    const finished = `${DONE}\n<details><summary>Image: Done</summary>\nprompt: Maren on the pier\n</details>`;
    assert.equal(told(`A ${finished} b`, 'description'), 'A [picture: Maren on the pier] b');
    assert.equal(told(`A ${finished} b`, 'tag'), `A <img data-iig-instruction='{"prompt": "Maren on the pier"}' src="[IMG:GEN]"> b`);
});

test('as a request a picture is what was asked for, and never a path', () => {
    assert.equal(told(`A ${DONE} b`, 'tag'), `A <img data-iig-instruction='{"prompt": "Maren on the pier"}' src="[IMG:GEN]"> b`);
    assert.equal(told(`A ${PENDING} b`, 'tag'), `A ${PENDING} b`);
    assert.equal(told('A [IMG:✓:/user/images/Maren/a.png] b', 'tag'), 'A [picture] b');
});

test('with nothing told no hole stays behind', () => {
    assert.equal(told(`She waits.\n\n${DONE}\n\nIt rains.`, 'none'), 'She waits.\n\nIt rains.');
    assert.equal(told(`She waits. ${DONE} It rains.`, 'none'), 'She waits. It rains.');
    assert.equal(told(DONE, 'none'), '');
});

test('a request that was stopped half way is nothing', () => {
    assert.equal(told(`She waits.\n\n<img data-iig-instruction='{"prompt": "a b`, 'description'), 'She waits.');
});

test('a broken request is noted by what can be read', () => {
    assert.equal(told(`A <img data-iig-instruction="{"prompt":"a fox","style":"ink"}" src="[IMG:GEN]"> b`, 'description'), 'A [picture: a fox] b');
});

test('a long prompt is shortened at a word', () => {
    const note = described('one two three four five six '.repeat(20));
    assert.ok(note.length < 180 && /(?:one|two|three|four|five|six)…\]$/.test(note), note);
});

test('code, thoughts and plain texts stay as they are', () => {
    for (const text of ['Nothing here.', `\`${PENDING}\``, `<think>${PENDING}</think>`, '![](x.png)']) {
        assert.equal(told(text, 'description'), text);
    }
});

test('only the text of the copies is changed', () => {
    const extra = { kept: true };
    const original = { mes: `A ${DONE}`, extra };
    const copies = [{ ...original }, { mes: 'B', extra: {} }];
    tellHistory(copies, 'description');
    assert.equal(original.mes, `A ${DONE}`);
    assert.deepEqual(copies, [{ mes: 'A [picture: Maren on the pier]', extra }, { mes: 'B', extra: {} }]);
});

test('of no form of a request the language model sees markup or a path', () => {
    const cases = JSON.parse(readFileSync(new URL('../../../tests/grammar_cases.json', import.meta.url), 'utf8'));
    const plain = cases.filter(one => !one.name.startsWith('nothing in') && one.found.length && one.found.every(found => ['pending', 'done', 'failed'].includes(found.status)));
    assert.ok(plain.length > 100);
    const leaking = plain.filter(one => /iig-instruction|\[IMG:|\/user\/images/.test(told(one.text, 'description')));
    assert.deepEqual(leaking.map(one => one.name), []);
});

test('of most forms the note says what was asked for', () => {
    const cases = JSON.parse(readFileSync(new URL('../../../tests/grammar_cases.json', import.meta.url), 'utf8'));
    const single = cases.filter(one => one.found.length === 1 && one.found[0].status === 'pending' && one.found[0].request?.prompt);
    const silent = single.filter(one => !told(one.text, 'description').includes('[picture: '));
    assert.ok(silent.length < single.length / 10, silent.map(one => one.name).join('\n'));
});
