import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moved, stepped, swiped, WHOLE, zoomed } from '../src/picture/zoom.js';

test('what is under the pointer stays there', () => {
    const view = zoomed(zoomed(WHOLE, 2, { x: 100, y: -50 }), 1.5, { x: 100, y: -50 });
    assert.equal(view.scale, 3);
    assert.deepEqual([(100 - view.x) / view.scale, (-50 - view.y) / view.scale], [100, -50]);
});

test('a picture is never smaller than whole, and lies in the middle then', () => {
    assert.deepEqual(zoomed({ scale: 1.2, x: 40, y: 3 }, 0.1, { x: 9, y: 9 }), WHOLE);
});

test('a picture cannot be moved off the screen', () => {
    assert.deepEqual(moved({ scale: 2, x: 0, y: 0 }, { x: 9000, y: -9000 }, { width: 300, height: 200 }), { scale: 2, x: 300, y: -200 });
});

test('only a finger that goes sideways leads to another picture', () => {
    assert.equal(swiped({ x: -90, y: 10 }), 1);
    assert.equal(swiped({ x: 90, y: 10 }), -1);
    assert.equal(swiped({ x: 90, y: 80 }), 0);
    assert.equal(swiped({ x: 20, y: 0 }), 0);
});

test('behind the last picture comes the first', () => {
    assert.equal(stepped(2, 1, 3), 0);
    assert.equal(stepped(0, -1, 3), 2);
    assert.equal(stepped(0, 1, 0), 0);
});
