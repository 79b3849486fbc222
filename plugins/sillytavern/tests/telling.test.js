import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scan } from '../src/requests/tags.js';
import { ASKING, defaultsOf, TELLING } from '../src/tavern/own_fields.js';
import { instructionOf } from '../src/telling/instruction.js';
import { filledIn, languageOf } from '../src/telling/texts.js';
import { Calls } from '../src/telling/calls.js';

const ON = { enabled: true, telling: true, calls: false, instruction: '', mostPictures: 2, history: 'none' };
const TEXT = { text: 'At most {{pictures}}, {{user}}.\n{{notes}}', notes: 'Notes.' };
const names = { char: '', user: '' };
const shipped = text => ({ text, notes: '' });

test('the shipped text counts until the user writes one', () => {
    assert.equal(instructionOf(ON, TEXT, names), 'At most 2, {{user}}.');
    assert.equal(instructionOf({ ...ON, instruction: ' Mine: {{pictures}} ' }, TEXT, names), 'Mine: 2');
});

test('notes are explained where earlier pictures are told as notes, and only there', () => {
    assert.equal(instructionOf({ ...ON, history: 'description' }, TEXT, names), 'At most 2, {{user}}.\nNotes.');
    assert.equal(instructionOf({ ...ON, history: 'tag' }, TEXT, names), 'At most 2, {{user}}.');
});

test('where the model calls a function, no tag is told of', () => {
    assert.equal(instructionOf({ ...ON, calls: true }, TEXT, names), '');
    assert.equal(instructionOf({ ...ON, calls: true, instruction: 'Mine' }, TEXT, names), '');
    assert.equal(instructionOf({ ...ON, calls: true, history: 'description' }, TEXT, names), 'Notes.');
});

test('the example speaks of those who are there, in a form that can be read', () => {
    const told = instructionOf(ON, shipped(`{{user}} <img data-iig-instruction='{"prompt": "{{char}} and {{user}}"}' src="[IMG:GEN]">`), { char: 'O\'Hara "Red"', user: 'A & B' });
    const [tag] = scan(told);
    assert.equal(JSON.parse(tag.attributes['data-iig-instruction']).prompt, 'O\'Hara "Red" and A & B');
    assert.ok(told.startsWith('{{user}} <img'));
    assert.match(instructionOf(ON, shipped(`<img data-iig-instruction='{"prompt": "{{char}}"}' src="[IMG:GEN]">`), names), /"\{\{char\}\}"/);
});

test('nothing is told while the extension or the telling is off', () => {
    assert.equal(instructionOf({ ...ON, enabled: false }, TEXT, names), '');
    assert.equal(instructionOf({ ...ON, telling: false }, TEXT, names), '');
});

test('a senseless number of pictures is one', () => {
    for (const mostPictures of [0, -3, NaN, 'many']) {
        assert.equal(instructionOf({ ...ON, mostPictures }, shipped('{{pictures}}'), names), '1');
    }
});

test('the language is the chosen one, else the interface\'s, else English', () => {
    assert.equal(languageOf('ru', 'en'), 'ru');
    assert.equal(languageOf('', 'ru'), 'ru');
    assert.equal(languageOf('', 'de'), 'en');
});

test('only our own places are filled in', () => {
    assert.equal(filledIn('{{a}} {{user}} {{toString}}', { a: '$&' }), '$& {{user}} {{toString}}');
});

test('the example in each shipped text is one request that can be read', () => {
    for (const file of ['prompt.en', 'prompt.ru', 'request.en', 'request.ru']) {
        const text = readFileSync(new URL(`../prompts/${file}.md`, import.meta.url), 'utf8');
        const tags = scan(text);
        assert.equal(tags.length, 1, file);
        assert.equal(tags[0].status, 'pending', file);
        assert.ok(JSON.parse(tags[0].attributes['data-iig-instruction']).prompt, file);
        assert.ok(text.length < 2500, file);
    }
});

test('every setting has a default, a key of its own, and a Russian name', () => {
    const fields = [...TELLING, ...ASKING];
    const russian = JSON.parse(readFileSync(new URL('../i18n/ru-ru.json', import.meta.url), 'utf8'));
    assert.equal(new Set(fields.map(field => field.key)).size, fields.length);
    assert.equal(Object.keys(defaultsOf(fields)).length, fields.length);
    for (const field of fields) {
        assert.notEqual(field.default, undefined);
        assert.ok(russian[field.label], field.label);
        assert.ok(field.type !== 'select' || field.default in field.options, field.key);
        Object.values(field.options ?? {}).forEach(words => assert.ok(russian[words], words));
    }
});

/** The calls of a reply that has begun. */
function begun() {
    const calls = new Calls();
    calls.begin('normal', false);
    return calls;
}

test('a called picture waits for the reply in its chat', () => {
    const calls = begun();
    assert.match(calls.add('one', { prompt: ' a fox ', style: 3 }, 2), /being drawn/);
    assert.deepEqual(calls.take('one', 0, 2), [{ prompt: 'a fox', style: '', aspect_ratio: '' }]);
    assert.deepEqual(calls.take('one', 0, 2), []);
});

test('a called picture of another chat is dropped', () => {
    const calls = begun();
    calls.add('one', { prompt: 'a fox' }, 1);
    assert.deepEqual(calls.take('two', 0, 1), []);
    assert.deepEqual(calls.take('one', 0, 1), []);
});

test('a call without words or beyond the limit is refused in words', () => {
    const calls = begun();
    assert.match(calls.add('one', null, 1), /^No picture/);
    assert.match(calls.add('one', { prompt: ' ' }, 1), /^No picture/);
    calls.add('one', { prompt: 'a' }, 1);
    assert.match(calls.add('one', { prompt: 'b' }, 1), /at most 1/);
});

test('tags that the reply has itself count among its pictures', () => {
    const calls = begun();
    calls.add('one', { prompt: 'a' }, 2);
    calls.add('one', { prompt: 'b' }, 2);
    assert.deepEqual(calls.take('one', 1, 2).map(asked => asked.prompt), ['a']);
    assert.match(calls.add('one', { prompt: 'c' }, 2), /at most 2/);
});

test('calls of several rounds are of one reply', () => {
    const calls = begun();
    calls.add('one', { prompt: 'a' }, 1);
    calls.performed();
    calls.begin('normal', false);
    assert.match(calls.add('one', { prompt: 'b' }, 1), /at most 1/);
    assert.deepEqual(calls.take('one', 0, 1).map(asked => asked.prompt), ['a']);
    calls.performed();
    calls.begin('normal', false);
    assert.match(calls.add('one', { prompt: 'c' }, 1), /at most 1/);
    calls.begin('normal', false);
    assert.match(calls.add('one', { prompt: 'd' }, 1), /being drawn/);
});

test('what a reply that was stopped or failed has called for does not come with the next', () => {
    for (const end of [calls => calls.stop(), calls => calls.begin('normal', false), calls => { calls.performed(); calls.begin('regenerate', false); }]) {
        const calls = begun();
        calls.add('one', { prompt: 'a' }, 1);
        end(calls);
        assert.deepEqual(calls.take('one', 0, 1), []);
    }
});

test('what is generated beside a reply changes nothing about its calls', () => {
    const calls = begun();
    calls.add('one', { prompt: 'a' }, 1);
    calls.begin('quiet', false);
    calls.begin('normal', true);
    assert.equal(calls.take('one', 0, 1).length, 1);
});
