import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf, money, namesFor, pricesOf } from '../src/panel/models.js';

const bare = { default: false, aliases: [], patterns: [], prices: [], label: '' };
const MODELS = [
    { ...bare, backend: 'openai', name: 'gpt-image-2', default: true, label: 'GPT Image 2', prices: [{ usd: 0.006 }, { usd: 0.211 }] },
    { ...bare, backend: 'openai', name: 'flux-2-pro', patterns: ['*flux*2*pro*', 'x.y'], aliases: ['FLUX pro'] },
    { ...bare, backend: 'gemini', name: 'flux-2-pro' },
];

test('a model is known by its name, by what people call it, and by a pattern, of its backend alone', () => {
    assert.equal(modelOf(MODELS, 'openai', '')?.name, 'gpt-image-2');
    assert.equal(modelOf(MODELS, 'openai', 'flux PRO')?.name, 'flux-2-pro');
    assert.equal(modelOf(MODELS, 'openai', 'black-forest/FLUX.2-pro-1')?.name, 'flux-2-pro');
    assert.equal(modelOf(MODELS, 'openai', 'xzy'), undefined);
    assert.equal(modelOf(MODELS, 'gemini', 'gpt-image-2'), undefined);
});

test('the names that a service lists itself come first, and none comes twice', () => {
    const names = namesFor(MODELS, [{ backend: 'openai', models: ['new-one', 'gpt-image-2'] }], 'openai');
    assert.deepEqual(names.map(one => one.value), ['new-one', 'gpt-image-2', 'flux-2-pro']);
    assert.equal(names[1].label, 'GPT Image 2');
});

test('prices are a range, and cents are not rounded away', () => {
    assert.deepEqual(pricesOf(MODELS[0]), [0.006, 0.211]);
    assert.equal(pricesOf(MODELS[1]), null);
    assert.deepEqual([0, 0.006, 0.1, 12].map(money), ['$0.00', '$0.006', '$0.10', '$12.00']);
});
