import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan } from '../src/requests/tags.js';
import { narrationOf, tagIn, tagOf } from '../src/commands/writing.js';
import { promptLines, wardrobeLines } from '../src/commands/wording.js';
import { promptOf } from '../src/requests/reading.js';

const say = text => text;

test('words with any signs become a request that says exactly them', () => {
    for (const prompt of ["it's <b>a</b> \"fox\" & _x_ `y` [z](u)", '{{char}} waves', 'лиса «на» стене', 'a\n\nb', '\\', "'}\" src=\"x\">"]) {
        const tag = tagOf({ prompt, style: '' });
        const [found] = scan(`A ${tag} b`);
        assert.equal(found.end - found.start, tag.length);
        assert.equal(promptOf(found, tag), prompt.trim());
        assert.ok(!/\{\{|\n/.test(tag), tag);
        assert.ok(!tag.includes('style'), tag);
    }
});

test('a remark stands at the picture and breaks nothing', () => {
    const tag = tagOf({ prompt: 'a' }, 'it\'s <"new">');
    const [found] = scan(tag);
    assert.equal(found.end, tag.length);
    assert.equal(found.attributes.title, 'it&#39;s &#60;&#34;new&#34;&#62;');
});

test('the request is taken out of whatever a language model says around it', () => {
    const tag = `<img data-iig-instruction='{"prompt": "a fox"}' src="[IMG:GEN]">`;
    assert.equal(tagIn(`Sure! Here it is:\n${tag}\nEnjoy.`), tag);
    assert.equal(tagIn('[IMG:GEN:{"prompt": "a fox"}]'), '[IMG:GEN:{"prompt": "a fox"}]');
});

test('values without a tag around them are a request, too', () => {
    assert.equal(tagIn('```json\n{"prompt": "a fox", "style": null, "aspect_ratio": "3:4"}\n```'), tagOf({ prompt: 'a fox', aspect_ratio: '3:4' }));
});

test('an answer without a request is none', () => {
    for (const answer of ['', 'I cannot do that.', '{"a": 1}', '{"prompt": ""}', `<img data-iig-instruction='{"prompt": "a`, '}{']) {
        assert.equal(tagIn(answer), '');
    }
});

test('a narration is what a message tells, without speech, markup and requests', () => {
    const text = `*She leans on the rail.* "Look!" she says.\n\n<img data-iig-instruction='{"prompt": "x"}' src="[IMG:GEN]">\n\n**Rain** falls.`;
    assert.equal(narrationOf(text), 'She leans on the rail. she says. Rain falls.');
    assert.equal(narrationOf('— Привет! — сказала она.\nОна машет рукой. «Иди сюда»'), 'Она машет рукой.');
});

test('where there is only speech it counts after all', () => {
    assert.equal(narrationOf('"Look at the harbour!"'), '"Look at the harbour!"');
    assert.equal(narrationOf(''), '');
});

test('of a long narration the end counts, from a whole sentence on', () => {
    const text = `${'It was long ago and far away. '.repeat(40)}Now she stands at the door.`;
    const told = narrationOf(text);
    assert.ok(told.length <= 500 && told.startsWith('It was') && told.endsWith('at the door.'), told);
});

test('prompts are told with their people, what is avoided, and why there is none', () => {
    const requests = [
        { prompt: 'A pier', negative_prompt: 'blur', people: [{ name: 'Maren', prompt: 'red hair' }] },
        { prompt: '', error: { message: 'it is cut off' } },
    ];
    assert.equal(promptLines(requests, say), 'A pier\nMaren: red hair\nAvoid: blur\n\nNo prompt: it is cut off');
});

test('clothes are told by person', () => {
    const people = [
        { name: 'Maren', garments: [{ text: 'a red coat', said: true, locked: true }, { text: 'boots', said: false }] },
        { name: 'Alex', garments: [] },
    ];
    assert.equal(wardrobeLines(people, say), 'Maren: a red coat (locked), boots (not sure)\nAlex: nothing is known');
});

test('an answer that only repeats the example of the question is none', () => {
    const example = `<img data-iig-instruction='{"prompt": "who, where"}' src="[IMG:GEN]">`;
    assert.equal(tagIn(`Sure! ${example}`, `Answer so: ${example}`), '');
    assert.equal(tagIn('{"prompt": "who, where"}', `Answer so: ${example}`), '');
    assert.notEqual(tagIn(example.replace('who', 'Maren'), `Answer so: ${example}`), '');
});
