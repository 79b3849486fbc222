/** SillyTavern's server as far as the plugin sees it: a router, bodies that are read already, a user; and a backend. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exit, init } from '../server-plugin/index.mjs';

/** Listen on loopback until the test has ended; return the port. */
export async function listening(t, handler) {
    const server = http.createServer(handler);
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => new Promise(resolve => { server.close(resolve); server.closeAllConnections(); }));
    return server.address().port;
}

/** A router with what the plugin uses of Express's: `use` takes a prefix off, the others take one path. */
function routerOf() {
    const layers = [];
    const add = method => (path, handler) => layers.push({ method, path, handler });
    const use = (...given) => layers.push({ method: '', path: given.length > 1 ? given[0] : '', handler: given.at(-1) });
    const takes = ({ method, path }, request, asked) => (method ? method === request.method && path === asked : asked === path || asked.startsWith(`${path}/`));
    const serve = (request, response, left = layers) => {
        const asked = request.url.split('?')[0];
        const place = left.findIndex(layer => takes(layer, request, asked));
        if (place < 0) {
            response.writeHead(404).end();
            return;
        }
        const { method, path, handler } = left[place];
        request.url = method ? request.url : request.url.slice(path.length) || '/';
        handler(request, response, () => serve(request, response, left.slice(place + 1)));
    };
    return { get: add('GET'), post: add('POST'), use, serve };
}

/** Start a tavern with the plugin; return how to ask it. */
export async function tavernWith(t, config, { admin = true } = {}) {
    const folder = mkdtempSync(path.join(tmpdir(), 'rp-composer-'));
    const place = path.join(folder, 'config.json');
    writeFileSync(place, typeof config === 'string' ? config : JSON.stringify(config));
    const router = routerOf();
    await init(router, pathToFileURL(place));
    t.after(exit);
    const port = await listening(t, async (request, response) => {
        const pieces = [];
        for await (const piece of request) {
            pieces.push(piece);
        }
        request.body = pieces.length ? JSON.parse(Buffer.concat(pieces).toString()) : {};
        request.user = { profile: { admin } };
        router.serve(request, response);
    });
    const ask = async (method, url, { body, headers = {} } = {}) => {
        const kind = body ? { 'content-type': 'application/json' } : {};
        const answer = await new Promise((resolve, reject) => {
            const asked = http.request({ port, host: '127.0.0.1', method, path: url, headers: { ...headers, ...kind } }, resolve);
            asked.on('error', reject);
            asked.end(body ? JSON.stringify(body) : undefined);
        });
        const bytes = [];
        for await (const piece of answer) {
            bytes.push(piece);
        }
        const data = Buffer.concat(bytes);
        return { status: answer.statusCode, headers: answer.headers, data, get json() { return JSON.parse(data.toString()); } };
    };
    return { ask, port };
}
