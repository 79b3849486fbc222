import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
