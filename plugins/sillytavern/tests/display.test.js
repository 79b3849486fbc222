import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAgreed, putAside, putBack, ratioOf } from '../src/flow/display.js';

const TAG = '<img data-iig-instruction=\'{"prompt":"a > b","aspect_ratio":"3:4"}\' src="[IMG:GEN]">';
const KNOWN = { requests: null, writing: false, ratio: 1, sizes: {} };

test('a request becomes a slot of its shape, and nothing of it is text', () => {
    const { text, html } = putAside(`One "${TAG}" two`, KNOWN);
    assert.ok(!/[<{]/.test(text));
    assert.equal(putBack(text, html), 'One "<span data-rp-slot="0" style="--rp-ratio:0.75"></span>" two');
});

test('a finished picture becomes a clean tag with its size', () => {
    const tag = '<img data-iig-instruction=\'{"prompt":"it\\u0027s > a"}\' src="/user/images/a.png" data-rp-composer="j-0" onerror="x">';
    const { text, html } = putAside(tag, { ...KNOWN, sizes: { 'j-0': [96, 144] } });
    assert.equal(putBack(text, html),
        '<img data-iig-instruction="{&#34;prompt&#34;:&#34;it\\u0027s &#62; a&#34;}" src="/user/images/a.png" data-rp-composer="j-0" width="96" height="144" style="--rp-ratio:0.667">');
});

test('a request that is indented is no code', () => {
    assert.match(putAside(`x\n\n    ${TAG}`, KNOWN).text, /^x\n\n\S+$/);
    assert.match(putAside(`x  ${TAG}`, KNOWN).text, /^x {2}\S+$/);
});

test('a half request is hidden only while the text is written', () => {
    const text = 'She points. <img data-iig-ins';
    assert.equal(putAside(text, { ...KNOWN, writing: true }).text, 'She points. ');
    assert.equal(putAside(text, KNOWN).text, text);
});

test('slots have the numbers of the server', () => {
    const requests = [
        { original: '/done/', occurrence: 0, status: 'done' },
        { original: '{pic}', occurrence: 1, status: 'queued' },
    ];
    const { text, html } = putAside('{pic} and {pic}', { ...KNOWN, requests });
    assert.equal(putBack(text, html), '{pic} and <span data-rp-slot="1" style="--rp-ratio:1"></span>');
});

test('where the server saw other requests, the page knows', () => {
    assert.equal(isAgreed(`a ${TAG}`, [{ original: TAG, occurrence: 0, status: 'queued' }]), true);
    assert.equal(isAgreed(`a ${TAG}`, [{ original: TAG.slice(0, -1), occurrence: 0, status: 'queued' }]), false);
    assert.equal(isAgreed('a', [{ original: 'a', occurrence: 0, status: 'queued' }]), false);
});

test('the ratio is read from every form', () => {
    assert.equal(ratioOf('{"aspect_ratio":"16:9"}'), 1.778);
    assert.equal(ratioOf('{&quot;size&quot;: &quot;832x1216&quot;}'), 0.684);
    assert.equal(ratioOf('{"aspectRatio":"1:99"}'), undefined);
    assert.equal(ratioOf(undefined), undefined);
});
