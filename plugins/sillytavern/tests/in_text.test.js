import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseOf, pathOf, placed, placeOfJob, retold, without } from '../src/picture/in_text.js';

const image = (id, src = '/user/images/a.png') => `<img data-iig-instruction='{"prompt":"a lamp"}' src="${src}" data-rp-composer="${id}">`;

test('all versions of a picture have one base', () => {
    assert.equal(baseOf('abc-0'), baseOf('abc-12'));
});

test('a picture is found by its job, and no other', () => {
    const text = `One ${image('a-0')} two ${image('b-0', '/user/images/b.png')} three`;
    assert.deepEqual(placeOfJob(text, 'b-0')?.sources, ['/user/images/b.png']);
    assert.equal(placeOfJob(text, 'c-0'), null);
});

test('pictures of one job that stand together are one place', () => {
    const text = `One ${image('a-0')}\n${image('a-0', '/user/images/b.png')} two`;
    assert.equal(placed(text, 'a-0', 'X'), 'One X two');
});

test('a version takes the place of exactly its picture', () => {
    assert.equal(placed(`${image('a-0')} ${image('b-0')}`, 'b-0', image('b-1')), `${image('a-0')} ${image('b-1')}`);
});

test('a picture with a line of its own leaves no gap', () => {
    assert.equal(without(`One.\n\n${image('a-0')}\n\nTwo.`, 'a-0'), 'One.\n\nTwo.');
    assert.equal(without(`One ${image('a-0')} two.`, 'a-0'), 'One two.');
    assert.equal(without(image('a-0'), 'a-0'), '');
    assert.equal(without('One.', 'a-0'), null);
});

test('edited words stand in the tag and end it nowhere', () => {
    const told = { prompt: 'it\'s a <b> "c" \\ _d_', style: 'ink', aspect_ratio: '' };
    const text = retold(image('a-0'), told);
    const written = /data-iig-instruction='([^']*)'/.exec(text)?.[1] ?? '';
    assert.deepEqual(JSON.parse(written), { prompt: told.prompt, style: 'ink' });
    assert.doesNotMatch(written, /[<>_]/);
    assert.ok(text.endsWith('src="/user/images/a.png" data-rp-composer="a-0">'));
});

test('a tag whose request cannot be read stays as it is', () => {
    const tag = '<img data-iig-instruction=\'{broken\' src="x">';
    assert.equal(retold(tag, { prompt: 'a', style: '', aspect_ratio: '' }), tag);
});

test('a path is got back from its tag', () => {
    assert.equal(pathOf('/user/images/Mar%20en/a%27b.png'), '/user/images/Mar en/a\'b.png');
    assert.equal(pathOf('/100%.png'), '/100%.png');
});
