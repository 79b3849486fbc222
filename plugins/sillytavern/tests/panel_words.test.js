import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FIELDS, GROUPS, OVERRIDES } from '../src/panel/fields.js';

test('every setting has its Russian words', () => {
    const words = JSON.parse(readFileSync(new URL('../i18n/ru-ru.json', import.meta.url), 'utf8'));
    const fields = [...FIELDS, ...OVERRIDES];
    const said = [...Object.values(GROUPS), ...fields.flatMap(({ label, help, options = [] }) => [label, help, ...options.map(one => one[1])])];
    assert.deepEqual(said.filter(text => text && !(text in words)), []);
});
