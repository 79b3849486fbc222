import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { projectIn } from '../src/panel/server.js';

const SRC = new URL('../src/', import.meta.url);
/** Calls whose first text, behind the name of an icon, is shown to people. */
const SAID = /\b(?:say|button|iconButton|textButton|labelled|folding|section|listOf|check|select|text|asking|part|addMessageButton)\(\s*(?:'fa-[\w-]+',\s*)?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

test('whatever the code says has its Russian words', () => {
    const words = JSON.parse(readFileSync(new URL('../i18n/ru-ru.json', import.meta.url), 'utf8'));
    const modules = readdirSync(SRC, { recursive: true }).map(String).filter(name => name.endsWith('.js'));
    const code = modules.map(name => readFileSync(new URL(name, SRC), 'utf8')).join('\n');
    const said = [...code.matchAll(SAID)].map(([, text]) => text.slice(1, -1).replace(/\\(['"])/g, '$1'));
    assert.ok(said.length > 150);
    assert.deepEqual([...new Set(said)].filter(text => /[a-z]{2}/i.test(text) && !text.startsWith('rp_') && !(text in words)), []);
});

test('where the whole project lies among the extensions the panel knows its folder', () => {
    const origin = 'http://127.0.0.1:8000/scripts/extensions/third-party';
    assert.equal(projectIn(`${origin}/rp-composer-main/plugins/sillytavern/src/panel/connection.js`), 'data/default-user/extensions/rp-composer-main');
    assert.equal(projectIn(`${origin}/rp-composer/src/panel/connection.js`), '');
});
