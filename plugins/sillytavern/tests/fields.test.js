import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS, GROUPS, OVERRIDES, readValue, shownValue } from '../src/panel/fields.js';

test('every field is in a group that there is, and no key comes twice', () => {
    assert.deepEqual(FIELDS.filter(field => !(field.group in GROUPS)), []);
    assert.equal(new Set(FIELDS.map(field => field.key)).size, FIELDS.length);
    assert.equal(new Set(OVERRIDES.map(field => field.key)).size, OVERRIDES.length);
});

test('what a field shows is the value that it reads again', () => {
    for (const [kind, value] of [['number', 2.5], ['lines', ['style', 'prompt']], ['json', { a: [1] }], ['text', 'ink'], ['number', null]]) {
        assert.deepEqual(readValue({ kind }, shownValue({ kind }, value)), { value });
    }
});

test('what is no number and no JSON is said before anything is sent', () => {
    assert.ok('problem' in readValue({ kind: 'number' }, 'many'));
    assert.ok('problem' in readValue({ kind: 'json' }, '{'));
});

test('a character differs in yes, no, or not at all', () => {
    const field = OVERRIDES.find(one => one.key === 'avatar');
    assert.deepEqual(['', 'true', 'false'].map(shown => readValue(field, shown).value), [null, true, false]);
});
