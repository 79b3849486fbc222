import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../src/panel/logs.js';
import { namesOf } from '../src/panel/overrides.js';
import { limitsOf } from '../src/panel/spending.js';

test('no secret stands in a log that is handed on', () => {
    const records = [{ time: 't', level: 'info', logger: 'a', message: 'token hush-hush, Bearer abcdefghijkl, sk-abcdefghijklmnop, AIzaSyabcdefghijklm' }];
    const text = textOf(records, 'rp-composer 0.1.0', ['hush-hush', '']);
    assert.ok(text.startsWith('rp-composer 0.1.0\nt info a: token [secret]'));
    assert.doesNotMatch(text, /hush|abcdefghijkl|AIza/);
});

test('those present come first, each once, under the name that the profile has', () => {
    assert.deepEqual(namesOf(['Maren', 'Alex'], { MAREN: {}, Quill: {} }), ['MAREN', 'Alex', 'Quill']);
});

test('only limits that are set are shown, a limit of nothing, too', () => {
    const spent = { pictures: 3, usd: 0.5, unpriced: 0 };
    const found = limitsOf({ pictures_per_day: 0, usd_per_day: null, usd_per_month: 2 }, spent, spent);
    assert.deepEqual(found.map(one => one.words), ['3 / 0', '$0.50 / $2.00']);
});
