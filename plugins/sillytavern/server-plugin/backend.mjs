// @ts-check
/** rp-composer's server as a process: started with the configured command, and stopped only where it was started here. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { isHere } from './config.mjs';
import { healthOf } from './forwarding.mjs';

/** How much of what it prints is remembered, in lines. */
const LINES = 20;
/** The line in which it shows the token that it has made. */
const SECRET = /^\s*token\b/i;
/** How long the server may take to answer for the first time, and how often it is asked, in milliseconds. */
const START = { most: 60_000, pause: 200 };
/** How long it may take to end by itself: pictures in work are finished in that time. */
const STOP = 35_000;
/** How long it may take when it was asked a second time. */
const HURRY = 5_000;

/** @typedef {{problem: string, lines: string[]}} Outcome `problem` is "" when all went well; `lines` is what was printed last */

export class Backend {
    /** @type {import('node:child_process').ChildProcess|null} */
    #child = null;
    /** @type {Promise<string>} why the child has ended, once it has */
    #ended = Promise.resolve('');
    /** @type {Promise<Outcome>|null} */
    #starting = null;
    /** @type {Promise<Outcome>|null} */
    #stopping = null;
    /** @type {string[]} */
    #lines = [];

    /**
     * @param {import('./config.mjs').Config} config
     * @param {{most: number, pause: number}} patience
     */
    constructor(config, patience = START) {
        this.config = config;
        this.patience = patience;
    }

    /** Whether it runs because it was started here. */
    get isOwn() {
        return this.#child !== null;
    }

    /** Why it cannot be started here, "" when it can. */
    get obstacle() {
        if (!isHere(this.config.address)) {
            return `it runs on another machine (${this.config.address.host}), and is to be started there`;
        }
        return this.config.command ? '' : 'config.json of the plugin names no command; `rp-composer sillytavern install FOLDER --server-plugin` does';
    }

    /**
     * Start it, unless it runs, and wait until it answers.
     * @returns {Promise<Outcome>}
     */
    start() {
        this.#starting ??= this.#start().finally(() => {
            this.#starting = null;
        });
        return this.#starting;
    }

    /**
     * Stop what was started here, and wait until it has ended: pictures in work are finished first.
     * @param {number} patience after which it is asked again, in milliseconds
     * @returns {Promise<Outcome>}
     */
    stop(patience = STOP) {
        this.#stopping ??= this.#stop(patience).finally(() => {
            this.#stopping = null;
        });
        return this.#stopping;
    }

    /** End it at once, as SillyTavern's own process ends. */
    kill() {
        this.#child?.kill();
    }

    /** @returns {Promise<Outcome>} */
    async #start() {
        if (this.obstacle) {
            return this.#outcome(this.obstacle);
        }
        await this.#stopping;
        if (await healthOf(this.config)) {
            return this.#outcome('');
        }
        this.#ended = this.#child ? this.#ended : this.#spawn();
        const end = Date.now() + this.patience.most;
        while (Date.now() < end) {
            const reason = await Promise.race([this.#ended, pause(this.patience.pause)]);
            if (reason) {
                return this.#outcome(reason);
            }
            if (await healthOf(this.config)) {
                return this.#outcome('');
            }
        }
        await this.stop(HURRY);
        return this.#outcome(`it was started, but has not answered at ${this.config.address.host} for ${Math.round(this.patience.most / 1000)} seconds`);
    }

    /**
     * Spawn the process.
     * @returns {Promise<string>} why it has ended, once it has
     */
    #spawn() {
        const { command, commandArguments, token } = this.config;
        this.#lines = [];
        const child = spawn(command, commandArguments, {
            cwd: homedir(),
            env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8', ...(token ? { RP_COMPOSER_TOKEN: token } : {}) },
            shell: false,
            stdio: ['ignore', 'pipe', 'pipe'],
            windowsHide: true,
            // In a group of its own Ctrl-C in SillyTavern's terminal does not reach it before `exit` asks it to end.
            detached: process.platform !== 'win32',
        });
        this.#child = child;
        [child.stdout, child.stderr].forEach(stream => this.#listen(stream));
        return new Promise(resolve => {
            /** @param {string} reason */
            const over = reason => {
                this.#child = this.#child === child ? null : this.#child;
                resolve(reason);
            };
            child.on('error', error => over(`the command cannot be started: ${words(error)}`));
            child.on('close', (code, signal) => over(`it ended right away (${signal ?? `code ${code}`})`));
        });
    }

    /** @param {import('node:stream').Readable} stream */
    #listen(stream) {
        let rest = '';
        stream.setEncoding('utf8').on('data', text => {
            const lines = (rest + text).split(/\r?\n/);
            rest = (lines.pop() ?? '').slice(0, 2000);
            this.#note(lines);
        });
        stream.on('end', () => this.#note([rest]));
        stream.on('error', () => undefined);
    }

    /** @param {string[]} lines */
    #note(lines) {
        const { token } = this.config;
        const told = lines.filter(line => line.trim() && !SECRET.test(line)).map(line => (token ? line.replaceAll(token, '…') : line));
        this.#lines = [...this.#lines, ...told.map(line => line.slice(0, 400))].slice(-LINES);
    }

    /**
     * @param {number} patience
     * @returns {Promise<Outcome>}
     */
    async #stop(patience) {
        const child = this.#child;
        if (!child) {
            return this.#outcome('it was not started by SillyTavern, so it is not stopped by it');
        }
        const ended = new Promise(resolve => child.once('close', () => resolve(true)));
        const ways = /** @type {const} */ ([['SIGTERM', patience], ['SIGTERM', HURRY], ['SIGKILL', HURRY]]);
        for (const [signal, time] of ways) {
            child.kill(signal);
            if (await Promise.race([ended, pause(time)])) {
                return this.#outcome('');
            }
        }
        return this.#outcome('it does not end');
    }

    /**
     * @param {string} problem
     * @returns {Outcome}
     */
    #outcome(problem) {
        return { problem, lines: problem ? this.#lines : [] };
    }
}

/** @param {NodeJS.ErrnoException} error */
function words(error) {
    const known = { ENOENT: 'there is no such program', EACCES: 'it may not be run' };
    return `${/** @type {Record<string, string>} */ (known)[error.code ?? ''] ?? error.code ?? error.message}: ${error.path ?? ''}`.replace(/: $/, '');
}

/**
 * @param {number} milliseconds
 * @returns {Promise<undefined>} a clock that keeps no process alive
 */
function pause(milliseconds) {
    return new Promise(resolve => {
        setTimeout(resolve, milliseconds, undefined).unref();
    });
}
