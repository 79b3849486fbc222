import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editing } from '../src/panel/editing.js';

/** A server that keeps profiles, and refuses what `refuses` says. */
function server(own = {}) {
    const builtIn = { default: { backend: 'sketch' }, gemini: { backend: 'gemini' } };
    const files = { ...own };
    const written = [];
    const base = { backend: 'sketch', depth: 5, style: '', limits: { usd_per_day: null } };
    const settingsOf = name => ({ ...base, ...builtIn[name], ...files[name] });
    const api = {
        refuses: null,
        profiles: async () => [...new Set([...Object.keys(files), ...Object.keys(builtIn)])].map(name => ({
            name, origin: files[name] ? 'user' : 'built-in', active: name === 'default', problem: '',
        })),
        profile: async name => ({ name, written: files[name] ?? builtIn[name], settings: settingsOf(name) }),
        write: async (name, body) => {
            if (api.refuses) {
                throw api.refuses;
            }
            written.push([name, body]);
            files[name] = body;
            return { name, written: body, settings: settingsOf(name) };
        },
        remove: async name => { delete files[name]; },
    };
    return { api, written, files };
}

async function opened(name, own) {
    const { api, written, files } = server(own);
    const editing = new Editing(api);
    await editing.open(name);
    return { api, written, files, editing };
}

test('the first edit of a built-in profile writes one of the user\'s own that extends it', async () => {
    const { editing, written } = await opened('gemini');
    assert.equal(editing.isOwn(['backend']), false);
    await editing.set(['depth'], 9);
    assert.deepEqual(written, [['gemini', { extends: 'gemini', depth: 9 }]]);
    assert.equal(editing.origin, 'user');
    assert.equal(editing.isOwn(['depth']), true);
    assert.equal(editing.isOwn(['style']), false);
});

test('changes that come quickly are written one after another, and none is lost', async () => {
    const { editing, files } = await opened('', { default: { extends: 'default' } });
    await Promise.all([editing.set(['depth'], 9), editing.set(['style'], 'noir'), editing.set(['limits', 'usd_per_day'], 2)]);
    assert.deepEqual(files.default, { extends: 'default', depth: 9, style: 'noir', limits: { usd_per_day: 2 } });
});

test('a field is reset to what is inherited', async () => {
    const { editing, files } = await opened('mine', { mine: { extends: 'default', depth: 9, limits: { usd_per_day: 2 } } });
    await editing.reset(['limits', 'usd_per_day']);
    assert.deepEqual(files.mine, { extends: 'default', depth: 9 });
});

test('what the server says against a value stays with its field until it is put right, and nothing else is lost', async () => {
    const { editing, api, files } = await opened('mine', { mine: { extends: 'default', style: 'ink' } });
    api.refuses = { message: 'depth: too small', details: [{ field: 'depth', message: 'too small' }] };
    await editing.set(['depth'], 0);
    assert.equal(editing.errors.get('depth'), 'too small');
    assert.deepEqual(files.mine, { extends: 'default', style: 'ink' });
    api.refuses = null;
    await editing.set(['style'], 'noir');
    assert.equal(editing.errors.get('depth'), 'too small');
    await editing.set(['depth'], 7);
    assert.equal(editing.errors.size, 0);
});

test('an error within a field is that field\'s, and one without a field that of whatever was changed', async () => {
    const { editing, api } = await opened('mine', { mine: {} });
    api.refuses = { message: 'no', details: [{ field: 'weights.styel', message: 'no such slot' }] };
    await editing.set(['weights'], { styel: 1 });
    assert.equal(editing.errors.get('weights'), 'no such slot');
    api.refuses = { message: 'nobody answers' };
    await editing.set(['depth'], 3);
    assert.equal(editing.errors.get('depth'), 'nobody answers');
});

test('a built-in profile saved as a new one extends it, one of the user\'s own is copied', async () => {
    const { editing, files } = await opened('gemini', { mine: { name: 'mine', extends: 'default', depth: 9 } });
    assert.equal(await editing.saveAs('other'), true);
    assert.deepEqual(files.other, { extends: 'gemini' });
    await editing.open('mine');
    await editing.saveAs('third');
    assert.deepEqual(files.third, { extends: 'default', depth: 9 });
    assert.equal(editing.name, 'third');
});

test('deleting a profile that took a built-in one\'s place opens that one', async () => {
    const { editing } = await opened('gemini', { gemini: { extends: 'gemini', depth: 9 } });
    await editing.remove();
    assert.deepEqual([editing.name, editing.origin], ['gemini', 'built-in']);
});
