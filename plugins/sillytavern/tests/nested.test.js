import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, put, without } from '../src/panel/nested.js';

test('a setting is read by its path, and nothing where the path leads nowhere', () => {
    const settings = { limits: { usd_per_day: 2 }, slots: ['style'] };
    assert.equal(at(settings, ['limits', 'usd_per_day']), 2);
    assert.equal(at(settings, ['limits', 'toString']), undefined);
    assert.equal(at(settings, ['slots', '0']), undefined);
    assert.equal(at(settings, ['nothing', 'at', 'all']), undefined);
});

test('setting one leaves the others and the given object alone', () => {
    const settings = { limits: { usd_per_day: 2 } };
    assert.deepEqual(put(settings, ['limits', 'usd_per_month'], 9), { limits: { usd_per_day: 2, usd_per_month: 9 } });
    assert.deepEqual(settings, { limits: { usd_per_day: 2 } });
    assert.deepEqual(put({}, ['characters', 'Dr. No', 'style'], 'ink'), { characters: { 'Dr. No': { style: 'ink' } } });
});

test('taking one out takes the empty places around it, too', () => {
    const settings = { depth: 3, characters: { Maren: { style: 'ink' } } };
    assert.deepEqual(without(settings, ['characters', 'Maren', 'style']), { depth: 3 });
    assert.deepEqual(without(settings, ['depth']), { characters: { Maren: { style: 'ink' } } });
    assert.deepEqual(without(settings, ['limits', 'usd_per_day']), settings);
});
