import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { halfFrom, scan } from '../src/requests/tags.js';
import { setTemplates } from '../src/requests/templates.js';

const CASES = JSON.parse(readFileSync(new URL('../../../tests/grammar_cases.json', import.meta.url), 'utf8'));
/** What only the server knows, and tells before anything is swapped. */
const SERVER_KNOWS = new Set([
    'details done without a picture', 'an image tag with its finished block', 'another picture for a finished block',
    'legacy list at the end without its brace', 'legacy entities without brace and with brackets',
]);
const unitsOf = (text, points) => [...text].slice(0, points).join('').length;

for (const { name, text, found, templates } of CASES) {
    const finished = found.every(one => one.status !== 'incomplete' && one.operation !== 'video');
    if (!(finished || templates) || SERVER_KNOWS.has(name)) {
        continue;
    }
    test(`the server's requests are seen: ${name}`, () => {
        setTemplates(templates ?? []);
        const statuses = { error: 'pending', incomplete: 'half' };
        const wanted = found.map(({ span, status }) => [...span.map(place => unitsOf(text, place)), statuses[status] ?? status]);
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

test('a request in a form of the profile is never seen as text while it grows', () => {
    setTemplates(['<pic prompt="{prompt}">', '((draw: {prompt} | {style}))', '{{pic: {prompt}}}']);
    for (const written of ['<pic prompt="a fox on a wall">', '((draw: a fox | ink))', '{{pic: a fox}}']) {
        for (let length = 2; length < written.length; length++) {
            assert.equal(halfFrom(`Look. ${written.slice(0, length)}`), 6, written.slice(0, length));
        }
        assert.deepEqual(scan(`Look. ${written}`).map(one => [one.start, one.end, one.status]), [[6, 6 + written.length, 'pending']]);
    }
    setTemplates([]);
    assert.deepEqual(scan('<pic prompt="a fox">'), []);
    assert.equal(halfFrom('Look. <pic pro'), 14);
});

test('a form that the server would refuse is none', () => {
    assert.equal(setTemplates(['{prompt} please', 'draw {prompt}', '<pic>']), false);
    assert.deepEqual(scan('draw a fox please <pic>'), []);
});

test('of a known form and one of the profile at the same place the longer counts', () => {
    setTemplates(['<img {prompt}>']);
    const text = '<img data-iig-instruction=\'{"prompt":"x > y"}\' src="[IMG:GEN]">';
    assert.deepEqual(scan(text).map(one => one.end), [text.length]);
    setTemplates([]);
});
