import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, occurrencesAfter, picturesIn, placeOf, replaced } from '../src/flow/text.js';
import { safePath } from '../src/tavern/paths.js';

test('exactly one occurrence is replaced', () => {
    assert.equal(replaced('a x b x c', 'x', 1, '$&'), 'a x b $& c');
    assert.equal(replaced('a x b', 'x', 1, 'y'), null);
    assert.equal(replaced('a', '', 0, 'y'), null);
});

test('places are those of the server', () => {
    assert.equal(placeOf('xx yy xx', 'xx', 1), 6);
    assert.equal(placeOf('none', 'xx', 0), -1);
});

test('of equal requests the later ones move up', () => {
    const parts = [{ original: 'T', occurrence: 0 }, { original: 'T', occurrence: 2 }];
    assert.deepEqual(occurrencesAfter('T T T', parts, { original: 'T', occurrence: 1 }, 'p'), [0, 1]);
});

test('a request whose text stands in another one moves up with that', () => {
    assert.deepEqual(occurrencesAfter('<a> <a', [{ original: '<a', occurrence: 1 }], { original: '<a>', occurrence: 0 }, 'picture'), [0]);
});

test('paths are filled in and cannot leave their attribute', () => {
    assert.deepEqual(picturesIn('src="{{picture:0}}" x="{{picture:2}}"'), [0, 2]);
    assert.equal(filled('src="{{picture:0}}"', new Map([[0, "/user/images/It's \"a\" (b)/_c_.png"]])),
        'src="/user/images/It%27s%20%22a%22%20%28b%29/%5Fc%5F.png"');
    assert.equal(filled('{{picture:1}}', new Map()), '{{picture:1}}');
    assert.equal(decodeURI(safePath('/user/images/Марен/a.png')), '/user/images/Марен/a.png');
});
