import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rivalsAmong, standing } from '../src/panel/rivals.js';
import { folderOf } from '../src/tavern/neighbours.js';

const SERVES = "for (const image of root.querySelectorAll('img[data-iig-instruction]')) fetch(`${base}/v1/images/generations`)";

test('a script that looks for the tag and draws is a rival, whatever its folder is called', () => {
    const loaded = [{ name: 'my-fork', text: SERVES }, { name: 'weather', text: 'export const a = 1;' }];
    assert.deepEqual(rivalsAmong(loaded, {}), [{ name: 'my-fork' }]);
});

test('one that only writes or hides the tag is none', () => {
    assert.deepEqual(rivalsAmong([{ name: 'cleaner', text: "text.replace(/<img data-iig-instruction.*>/g, '')" }], {}), []);
});

test('a folder of the family is one although its script is cut in modules, unless it is switched off in its settings', () => {
    const loaded = [{ name: 'sillyimages', text: "import './src/events.js'" }];
    assert.deepEqual(rivalsAmong(loaded, {}), [{ name: 'sillyimages' }]);
    assert.deepEqual(rivalsAmong(loaded, { inline_image_gen: { enabled: false } }), []);
});

test('ours waits until the user has decided about each, and for the one they have decided for', () => {
    const rivals = [{ name: 'a' }, { name: 'b' }];
    assert.deepEqual(standing(rivals, { a: 'ours' }), { undecided: [{ name: 'b' }], waits: true });
    assert.equal(standing(rivals, { a: 'ours', b: 'ours' }).waits, false);
    assert.equal(standing(rivals, { a: 'ours', b: 'theirs' }).waits, true);
    assert.equal(standing([], {}).waits, false);
});

test('a folder is read from the address of its script', () => {
    assert.equal(folderOf('http://127.0.0.1:8000/scripts/extensions/third-party/my%20fork/index.js'), 'my fork');
    assert.equal(folderOf('http://127.0.0.1:8000/scripts/extensions/regex/index.js'), '');
});
