import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOf } from '../src/page/sources.js';
import { locate } from '../src/tavern/quotes.js';

test('a quote is found across the pieces of Markdown', () => {
    const found = locate(['She wears a ', 'red', ' silk dress, “still wet”.'], 'a *red* silk  dress, "still');
    assert.deepEqual(found, { start: { piece: 0, offset: 10 }, end: { piece: 2, offset: 19 } });
});

test('letters beyond the first plane and of other scripts are counted right', () => {
    const pieces = ['😀 Чёрное пальто 𝒜'];
    const found = locate(pieces, 'ЧЁРНОЕ ПАЛЬТО');
    assert.equal(found && pieces[0].slice(found.start.offset, found.end.offset), 'Чёрное пальто');
});

test('what is not there is not found', () => {
    assert.equal(locate(['abc'], 'abd'), null);
    assert.equal(locate(['abc'], '…'), null);
});

test('sources are taken apart', () => {
    assert.deepEqual(sourceOf('message:12'), { kind: 'message', name: '12', field: '', message: 12 });
    assert.deepEqual(sourceOf('card:Dr. Maren.description'), { kind: 'card', name: 'Dr. Maren', field: 'description', message: null });
    assert.equal(sourceOf('card:Maren.extensions.rp_composer.looks').field, 'extensions.rp_composer.looks');
    assert.equal(sourceOf('correction').kind, 'correction');
});
