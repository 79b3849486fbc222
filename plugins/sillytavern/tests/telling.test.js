import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scan } from '../src/flow/tags.js';
import { ASKING } from '../src/commands/fields.js';
import { defaultsOf, TELLING } from '../src/telling/fields.js';
import { instructionOf } from '../src/telling/instruction.js';
import { filledIn, languageOf } from '../src/telling/texts.js';
import { Waiting } from '../src/telling/tool.js';

const ON = { enabled: true, telling: true, instruction: '', mostPictures: 2 };

test('the shipped text counts until the user writes one', () => {
    assert.equal(instructionOf(ON, 'At most {{pictures}}, {{user}}.'), 'At most 2, {{user}}.');
    assert.equal(instructionOf({ ...ON, instruction: ' Mine: {{pictures}} ' }, 'Shipped'), 'Mine: 2');
});

test('nothing is told while the extension or the telling is off', () => {
    assert.equal(instructionOf({ ...ON, enabled: false }, 'Shipped'), '');
    assert.equal(instructionOf({ ...ON, telling: false }, 'Shipped'), '');
});

test('a senseless number of pictures is one', () => {
    for (const mostPictures of [0, -3, NaN, 'many']) {
        assert.equal(instructionOf({ ...ON, mostPictures }, '{{pictures}}'), '1');
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

test('a called picture waits for the reply in its chat', () => {
    const waiting = new Waiting();
    assert.match(waiting.add('one', { prompt: ' a fox ', style: 3 }, 2), /being drawn/);
    assert.deepEqual(waiting.take('one'), [{ prompt: 'a fox', style: '', aspect_ratio: '' }]);
    assert.deepEqual(waiting.take('one'), []);
});

test('a called picture of another chat is dropped', () => {
    const waiting = new Waiting();
    waiting.add('one', { prompt: 'a fox' }, 1);
    assert.deepEqual(waiting.take('two'), []);
    assert.deepEqual(waiting.take('one'), []);
});

test('a call without words or beyond the limit is refused in words', () => {
    const waiting = new Waiting();
    assert.match(waiting.add('one', null, 1), /^No picture/);
    assert.match(waiting.add('one', { prompt: ' ' }, 1), /^No picture/);
    waiting.add('one', { prompt: 'a' }, 1);
    assert.match(waiting.add('one', { prompt: 'b' }, 1), /at most 1/);
});
