import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf, bounded, namesOf } from '../src/tavern/books.js';

test('each world is sent once, in the order in which they count', () => {
    assert.deepEqual(namesOf(['Northport', undefined, '', 'Fair', 'Northport', 7]), ['Northport', 'Fair']);
});

test('what is switched off and what nobody reads is not sent', () => {
    const world = { entries: {
        0: { uid: 0, key: ['Hrald'], content: 'Hrald is broad.', disable: false, group: 'x', displayIndex: 3 },
        1: { uid: 1, key: ['secret'], content: 'No.', disable: true },
        2: null,
    }, extra: 1 };
    assert.deepEqual(bookOf('Northport', world), { name: 'Northport', entries: [{ uid: 0, key: ['Hrald'], content: 'Hrald is broad.' }] });
    assert.deepEqual(bookOf('List', { entries: [{ keys: ['a'], content: 'A.' }] }).entries, [{ keys: ['a'], content: 'A.' }]);
});

test('what is no world is none', () => {
    for (const value of [null, undefined, {}, { entries: 'x' }, 'text', []]) {
        assert.equal(bookOf('x', value), null);
    }
});

test('of too much the first worlds are sent, and the others are named', () => {
    const book = (name, count, size) => ({ name, entries: Array.from({ length: count }, () => ({ content: 'a'.repeat(size) })) });
    const { books, left } = bounded([book('A', 2, 1_000_000), book('B', 2, 1_000_000), book('C', 3, 10), book('D', 20_000, 1)]);
    assert.deepEqual([books.map(one => one.name), left], [['A', 'C'], ['B', 'D']]);
    assert.equal(bounded(Array.from({ length: 40 }, (_, index) => book(`n${index}`, 1, 1))).books.length, 32);
});
