import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, changeGarment, putOn, setLock, setTrait, takeOff } from '../src/looks/corrections.js';

test('a changed garment is taken off and another put on', () => {
    assert.deepEqual(changeGarment('Maren', 'red dress', ' blue  dress ', 4), [
        { person: 'Maren', kind: 'remove', garment: 'red dress', message: 4 },
        { person: 'Maren', kind: 'wear', garment: 'blue dress', message: 4 },
    ]);
    assert.deepEqual(changeGarment('Maren', 'red dress', 'red dress', 4), []);
});

test('without words nothing is put on', () => {
    assert.deepEqual(putOn('Maren', '  ', 4), []);
});

test('what is locked and unlocked again at one message leaves one event', () => {
    const locked = added([], setLock('Maren', { garment: 'boots' }, true, 3));
    assert.deepEqual(added(locked, setLock('Maren', { garment: 'boots' }, false, 3)).map(one => one.kind), ['unlock']);
});

test('events of other messages, people and things stay', () => {
    const list = [...putOn('Maren', 'boots', 1), ...putOn('Alex', 'boots', 3), ...setTrait('Maren', 'hair_color', 'black', 3)];
    assert.equal(added(list, takeOff('Maren', 'boots', 3)).length, 4);
});

test('an attribute that the server does not know is no event', () => {
    assert.deepEqual(setTrait('Maren', 'mood', 'glad', 3), []);
});

test('a chat holds no more events than the server takes', () => {
    const list = Array.from({ length: 1000 }, (_, number) => putOn('Maren', `hat ${number}`, number)).flat();
    assert.equal(added(list, putOn('Maren', 'boots', 1)).length, 1000);
});
