import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offers } from '../src/panel/importing.js';

const asProfile = offer => Object.fromEntries(offer.found.map(({ path, value }) => [path.join('.'), value]));

test('the inline-image family: service, model, form, avatars and styles; the key apart from them', () => {
    const [offer] = offers({
        inline_image_gen: {
            apiType: 'gemini', endpoint: 'https://gemini.example/', apiKey: 'secret-key', model: 'gemini-2.5-flash-image', size: '1024x1024',
            quality: 'standard', aspectRatio: '3:4', imageSize: '2K', sendCharAvatar: true, sendUserAvatar: true, userAvatarFile: 'me.png',
            styles: [{ id: 'a', name: 'Ink', value: 'black ink' }, { id: 'b', name: 'Empty', value: '' }], activeStyleId: 'a',
        },
    }, []);
    assert.deepEqual(asProfile(offer), {
        backend: 'gemini', endpoint: 'https://gemini.example/v1beta', model: 'gemini-2.5-flash-image', aspect_ratio: '3:4', resolution: '2K',
        'avatars.character': true, 'avatars.persona': true, 'styles.Ink': 'black ink', style: 'Ink',
    });
    assert.deepEqual(offer.key, { backend: 'gemini', endpoint: 'https://gemini.example/v1beta', secret: 'secret-key' });
    assert.equal(offer.personaAvatar, 'me.png');
    assert.ok(!JSON.stringify(offer.found).includes('secret-key'));
});

test('a local service brings its sampling, and no key', () => {
    const [offer] = offers({
        inline_image_gen: {
            apiType: 'a1111', endpoint: 'http://127.0.0.1:7860', apiKey: 'unused', a1111Width: 832, a1111Height: 1216, a1111Steps: 28,
            a1111CfgScale: 6, a1111Sampler: 'Euler a', a1111Scheduler: 'Automatic', a1111ClipSkip: 1, a1111NegativePrompt: 'blurry',
        },
    }, []);
    assert.deepEqual(asProfile(offer), {
        backend: 'a1111', endpoint: 'http://127.0.0.1:7860', size: '832x1216', steps: 28, cfg_scale: 6, sampler: 'Euler a', negative: 'blurry',
    });
    assert.equal(offer.key, null);
});

test('a service that nobody here speaks stays behind, and so does its key', () => {
    const [offer] = offers({ inline_image_gen: { apiType: 'naistera', apiKey: 'k', styles: [{ id: '1', name: 'Ink', value: 'ink' }] } }, []);
    assert.deepEqual(asProfile(offer), { 'styles.Ink': 'ink' });
    assert.equal(offer.key, null);
    assert.equal(offer.left.length, 1);
});

test('the built-in Image Generation: texts, styles, and what is set for single characters, by the name of their file', () => {
    const [offer] = offers({
        sd: {
            source: 'auto', auto_url: 'http://127.0.0.1:7860', auto_auth: 'me:password', model: 'pony.safetensors', width: 512, height: 768, steps: 30,
            scale: 7, sampler: 'DDIM', scheduler: 'normal', clip_skip: 2, prompt_prefix: 'best quality, {prompt}, absurdres,', negative_prompt: 'lowres',
            styles: [{ name: 'Default', prefix: 'best quality,', negative: 'lowres' }],
            character_prompts: { maren: 'red hair', gone: 'nobody' }, character_negative_prompts: { maren: 'hat' },
        },
    }, [{ name: 'Maren Vey', avatar: 'maren.png' }]);
    assert.deepEqual(asProfile(offer), {
        backend: 'a1111', endpoint: 'http://127.0.0.1:7860', model: 'pony.safetensors', size: '512x768', steps: 30, cfg_scale: 7, sampler: 'DDIM',
        scheduler: 'normal', clip_skip: 2, positive: 'best quality, absurdres', negative: 'lowres',
        'styles.Default': { words: 'best quality', negative: 'lowres' },
        'characters.Maren Vey.positive': 'red hair', 'characters.Maren Vey.negative': 'hat',
    });
    assert.deepEqual(offer.key, { backend: 'a1111', endpoint: 'http://127.0.0.1:7860', secret: 'me:password' });
});

test('a style that avoids nothing is only its words, and names stand beside the labels, which are translated', () => {
    const [offer] = offers({ sd: { source: 'auto', styles: [{ name: 'Ink', prefix: 'ink' }], character_prompts: { m: 'hat' } } }, [{ name: 'Maren', avatar: 'm.png' }]);
    assert.equal(asProfile(offer)['styles.Ink'], 'ink');
    assert.deepEqual(offer.found.filter(one => one.name).map(one => [one.label, one.name]), [['Style {name}', 'Ink'], ['In every picture with {name}', 'Maren']]);
});

test('addresses with a password in them are not taken, and settings of odd kinds bring nothing', () => {
    const [offer] = offers({ inline_image_gen: { apiType: 'openai', endpoint: 'https://me:pw@host/v1', model: 7, styles: 'none' } }, []);
    assert.deepEqual(asProfile(offer), { backend: 'openai' });
    assert.deepEqual(offers({ sd: 'broken', inline_image_gen: null }, []), []);
    assert.deepEqual(offers({}, []), []);
});
