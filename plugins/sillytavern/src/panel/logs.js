// @ts-check
/** The server's last records, to look at, to copy and to save; the server leaves keys out, and so does this page. */
import { acted } from '../page/acting.js';
import { copyAndTell } from '../page/copying.js';
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { settings } from '../tavern/stored.js';

/** @typedef {import('../backend/settings_api.js').LogRecord} LogRecord */

const MOST = 300;

/**
 * @param {{logs: (count: number) => Promise<LogRecord[]>}} api
 * @param {() => string} about a line on versions and connection that goes before the records
 * @returns {HTMLElement}
 */
export function showLogs(api, about) {
    const shown = element('pre', 'rp_log');
    shown.tabIndex = 0;
    shown.setAttribute('role', 'log');
    shown.setAttribute('aria-label', say('The last records'));
    const look = async () => {
        shown.textContent = textOf(await api.logs(MOST), about(), [settings().token]);
        shown.scrollTop = shown.scrollHeight;
    };
    const buttons = element(
        'div', 'rp_buttons', textButton('Look again', look), textButton('Copy', () => copyAndTell(shown.textContent ?? '')),
        textButton('Save as a file', () => save(shown.textContent ?? '')),
    );
    void acted(look);
    return element('div', '', shown, buttons);
}

/**
 * Return records as text, without secrets.
 * @param {LogRecord[]} records
 * @param {string} about
 * @param {string[]} secrets whatever must not stand in it; empty ones do not count
 * @returns {string}
 */
export function textOf(records, about, secrets) {
    const lines = records.map(({ time, level, logger, message }) => `${time} ${level} ${logger}: ${message}`);
    const text = [about, ...lines].join('\n');
    const hidden = secrets.filter(Boolean).reduce((left, secret) => left.replaceAll(secret, '[secret]'), text);
    return hidden.replace(/\b(sk-|AIza|pst-|xai-)[A-Za-z0-9_-]{12,}/g, '[secret]').replace(/\b(Bearer|Basic) [A-Za-z0-9+/=._-]{8,}/gi, '$1 [secret]');
}

/** @param {string} text */
function save(text) {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = element('a');
    link.href = address;
    link.download = 'rp-composer-log.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
