import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, pieces } from '../src/page/parts.js';

const part = (start, end, slot = 'style') => ({ start, end, slot, plugin: '' });

test('the pieces together are the prompt, whatever the parts say', () => {
    const text = '😀 ink, a 𝒇ox on the pier';
    for (const parts of [[], [part(0, 1)], [part(2, 5), part(7, 12)], [part(3, 9), part(5, 12)], [part(0, 99)], [part(4, 4)]]) {
        assert.equal(pieces(text, parts).map(piece => piece.text).join(''), text);
    }
});

test('places are counted in code points, as the server does', () => {
    const found = pieces('😀 ink, fox', [part(2, 5), part(7, 10, 'prompt')]);
    assert.deepEqual(found.filter(piece => piece.part).map(piece => [piece.text, piece.part.slot]), [['ink', 'style'], ['fox', 'prompt']]);
});

test('slots have colours that differ', () => {
    const hues = ['quality', 'style', 'character', 'clothing', 'prompt', 'camera', 'avoid'].map(hueOf);
    assert.equal(new Set(hues).size, hues.length);
});
