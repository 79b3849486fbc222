import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { halfFrom, scan } from '../src/flow/tags.js';

const CASES = JSON.parse(readFileSync(new URL('../../../tests/grammar_cases.json', import.meta.url), 'utf8'));
/** What only the server knows, and tells before anything is swapped. */
const SERVER_KNOWS = new Set([
    'details done without a picture', 'an image tag with its finished block', 'another picture for a finished block',
    'legacy list at the end without its brace', 'legacy entities without brace and with brackets',
]);
const unitsOf = (text, points) => [...text].slice(0, points).join('').length;

for (const { name, text, found, templates } of CASES) {
    const finished = found.every(one => one.status !== 'incomplete' && one.operation !== 'video');
    if (templates || !finished || SERVER_KNOWS.has(name)) {
        continue;
    }
    test(`the server's requests are seen: ${name}`, () => {
        const wanted = found.map(({ span, status }) => [...span.map(place => unitsOf(text, place)), status === 'error' ? 'pending' : status]);
        assert.deepEqual(scan(text).map(({ start, end, status }) => [start, end, status]), wanted);
    });
}

test('a tag that grows letter by letter is never seen as text', () => {
    const tag = '<img data-iig-instruction=\'{"prompt":"it is > noon, {x} and \\"y\\""}\' src="[IMG:GEN]">';
    for (let length = 2; length < tag.length; length++) {
        assert.equal(halfFrom(`Look. ${tag.slice(0, length)}`), 6, tag.slice(0, length));
    }
    assert.equal(halfFrom(`Look. ${tag} Then`), `Look. ${tag} Then`.length);
});

test('what is no request stays while it is written', () => {
    for (const text of ['1 < 2', 'a [note', 'He said <i>no</i>', 'x <3']) {
        assert.equal(halfFrom(text), text.length, text);
    }
});

test('a very long half tag is text', () => {
    const text = `<img data-iig-instruction='{"prompt":"${'a '.repeat(5000)}`;
    assert.deepEqual(scan(text), []);
});

test('scanning is linear', () => {
    const began = performance.now();
    scan('<img data-iig-instruction=\'{"prompt":"a"}\' '.repeat(3000));
    scan('<img '.repeat(50000));
    scan('`'.repeat(3000) + '[IMG:GEN:{'.repeat(3000));
    assert.ok(performance.now() - began < 3000);
});
