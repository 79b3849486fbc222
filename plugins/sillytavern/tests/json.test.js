import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeJson } from '../src/requests/json.js';

test('what is written can be read again, and has nothing that an attribute, Markdown or a macro would take for its own', () => {
    const value = { prompt: 'O\'Hara & "Red" <b>*_~`[x](y)|</b> {{user}} \\ \n é 😀', deep: { deep: { deep: [1, 'a'] } } };
    const written = attributeJson(value);
    assert.deepEqual(JSON.parse(written), value);
    assert.doesNotMatch(written, /['<>&*_~`()|\n]|\{\{|\}\}/);
});
