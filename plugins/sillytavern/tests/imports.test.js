import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const MODULES = readdirSync(SRC, { recursive: true }).filter(path => path.endsWith('.js')).sort();

/** What a module imports: names and from which module. */
function importsOf(path) {
    const text = readFileSync(join(SRC, path), 'utf8');
    const found = [...text.matchAll(/^import (?:\* as (\w+)|\{([^}]*)\}) from '([^']+)';$/gm)];
    const code = text.replace(/^import .*$/gm, '').replace(/\/\*\*[^]*?\*\//g, comment => comment.replace(/import\('[^']*'\)/g, ''));
    return found.map(([, all, some = '', from]) => ({
        names: all ? [all] : some.split(',').map(name => name.trim().split(' as ').at(-1)).filter(Boolean), from, code,
    }));
}

test('nothing is imported that is not used', () => {
    const unused = MODULES.flatMap(path => importsOf(path)
        .flatMap(({ names, code }) => names.filter(name => !new RegExp(`\\b${name}\\b`).test(code)).map(name => `${path}: ${name}`)));
    assert.deepEqual(unused, []);
});

/** The folders of `src/` from the bottom up: each knows those before it, and none behind it. */
const LAYERS = ['requests', 'tavern', 'backend', 'page', 'flow', 'telling', 'commands', 'looks', 'picture', 'panel', ''];

/** @param {string} path of a module */
const layerOf = path => (path.includes('/') ? path.split('/')[0] : '');

test('every folder of modules has its place', () => {
    assert.deepEqual([...new Set(MODULES.map(layerOf))].sort(), [...LAYERS].sort());
});

test('imports go down: what lies below knows nothing of what is built on it', () => {
    const upward = MODULES.flatMap(path => importsOf(path)
        .map(({ from }) => relative(SRC, join(SRC, dirname(path), from)))
        .filter(target => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(path)))
        .map(target => `${path} imports ${target}`));
    assert.deepEqual(upward, []);
});

test('types are named downwards, too, but for that of the whole', () => {
    const upward = MODULES.flatMap(path => [...readFileSync(join(SRC, path), 'utf8').matchAll(/import\('(\.[^']*)'\)/g)]
        .map(([, from]) => relative(SRC, join(SRC, dirname(path), from)))
        .filter(target => target !== 'start.js' && LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(path)))
        .map(target => `${path} names ${target}`));
    assert.deepEqual(upward, []);
});

test('no two modules have one name', () => {
    const names = MODULES.map(path => path.split('/').at(-1));
    assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
});

test('types are named where they are', () => {
    const lost = MODULES.flatMap(path => [...readFileSync(join(SRC, path), 'utf8').matchAll(/import\('(\.[^']+)'\)/g)]
        .filter(([, from]) => !existsSync(join(SRC, dirname(path), from))).map(([, from]) => `${path}: ${from}`));
    assert.deepEqual(lost, []);
});
