// @ts-check
/** Puts the parts together: listens to SillyTavern, serves messages, shows slots and the settings. */
import { apiOf } from './backend/api.js';
import { Connection } from './backend/connection.js';
import { direct, isInReach } from './backend/direct.js';
import { Plugin } from './backend/plugin.js';
import { relay } from './backend/relay.js';
import { settingsApiOf } from './backend/settings_api.js';
import { addressOf } from './backend/transport.js';
import { place } from './commands/adding.js';
import { addAsking } from './commands/asking.js';
import { addLookingCommands } from './commands/looking.js';
import { tagOf } from './commands/writing.js';
import { modeFor } from './flow/automatic.js';
import { hookDisplay } from './flow/hook.js';
import { learnProfiles } from './flow/learning.js';
import { serveLeftovers } from './flow/leftovers.js';
import { Flow } from './flow/message.js';
import { watchBlocks } from './flow/new_blocks.js';
import { Placeholders } from './flow/placeholders.js';
import { offerLooks } from './looks/drawer.js';
import { lookForRivals } from './panel/choosing.js';
import { showPanel } from './panel/panel.js';
import { showMenus } from './picture/menu.js';
import { scan } from './requests/tags.js';
import { tavern } from './tavern/context.js';
import { atOnce, guarded, later, on } from './tavern/events.js';
import { chooseLanguage } from './tavern/language.js';
import { chat, show } from './tavern/messages.js';
import { isServing, setSettings, settings } from './tavern/stored.js';
import { intercept } from './tavern/telling.js';
import { tellHistory } from './telling/history.js';
import { startTelling, tellAgain } from './telling/instruction.js';
import { startTool } from './telling/tool.js';

/** The name in the manifest's `generate_interceptor`. */
const INTERCEPTOR = 'rp_composer_before_reply';

/**
 * @typedef {object} App What the parts of the extension have in common.
 * @property {Connection} connection
 * @property {ReturnType<typeof apiOf>} api of messages and their pictures
 * @property {ReturnType<typeof settingsApiOf>} settingsApi of what counts for all of them
 * @property {Flow} flow
 * @property {() => Promise<unknown>} serveOpen serves the open chat, as after a change of settings
 */

/** Start the extension; nothing of it reaches SillyTavern as an error. */
export function start() {
    void guarded(() => {
        const placeholders = new Placeholders();
        const plugin = new Plugin(() => tavern().getRequestHeaders(), () => settings().token, learnOfPlugin);
        const connection = new Connection(everywhere => ways(plugin, everywhere), plugin);
        const api = apiOf(connection);
        const settingsApi = settingsApiOf(connection);
        const flow = new Flow(api, connection, message => placeholders.refresh(message));
        placeholders.flow = flow;
        hookDisplay(flow);
        watchBlocks(flow);
        listen(flow);
        const app = { connection, api, settingsApi, flow, serveOpen: () => serveLeftovers(flow) };
        learnProfiles(connection, settingsApi, app.serveOpen);
        startTellingAndAsking(app);
        on(['APP_READY'], () => {
            placeholders.watch();
            void guarded(async () => {
                await chooseLanguage(settings().language, tavern().getCurrentLocale?.());
                showMenus(app);
                offerLooks(app);
                await lookForRivals(app);
                showPanel(app);
                showRequests();
                await connection.connect(await cameWithPlugin());
                await app.serveOpen();
            });
        });
    });
}

/**
 * @param {Plugin} plugin asked first where it is known to be there, else last: of a page that is not there the browser
 *     tells in its console
 * @param {boolean} everywhere
 * @returns {import('./backend/transport.js').Transport[]}
 */
function ways(plugin, everywhere) {
    const { address, token, plugin: isKnown } = settings();
    const server = addressOf(address);
    const relayed = relay(server, token, () => tavern().getRequestHeaders());
    const others = isInReach(location, server) ? [direct(server, token), relayed] : [relayed];
    return isKnown || everywhere ? [plugin, ...others] : [...others, plugin];
}

/** @param {boolean} there */
function learnOfPlugin(there) {
    if (settings().plugin !== there) {
        setSettings({ plugin: there });
    }
}

/** Say whether whoever installed the extension installed the server plugin, too. */
async function cameWithPlugin() {
    const answer = await fetch(new URL('../server_plugin.json', import.meta.url)).catch(() => null);
    return answer?.ok ? (await answer.json().catch(() => null))?.installed === true : false;
}

/** Show requests as slots in a chat that was open before it was known who serves them. */
function showRequests() {
    if (isServing()) {
        chat().filter(message => scan(message.mes ?? '').length).forEach(show);
    }
}

/** @param {Flow} flow */
function listen(flow) {
    const serve = (/** @type {number|string} */ index) => {
        const message = chat()[Number(index)];
        return message && flow.serve(message, modeFor(settings().automatic));
    };
    on(['CHARACTER_MESSAGE_RENDERED', 'USER_MESSAGE_RENDERED', 'MESSAGE_UPDATED', 'MESSAGE_SWIPED'], serve);
    on(['MESSAGE_DELETED'], () => flow.tidy());
    atOnce('MESSAGE_SWIPE_DELETED', ({ messageId, swipeId }) => {
        const message = chat()[messageId];
        if (message) {
            flow.swipeDeleted(message, swipeId);
            later(() => serve(messageId));
        }
    });
    on(['CHAT_CHANGED'], () => {
        flow.leave();
        later(() => serveLeftovers(flow));
    });
}

/**
 * Start what tells the language model of pictures, and the ways to ask for one without a tag.
 * @param {App} app
 */
function startTellingAndAsking({ flow, api }) {
    intercept(INTERCEPTOR, async (messages, kind) => {
        if (isServing()) {
            tellHistory(messages, settings().history);
        }
        await tellAgain(kind);
    });
    startTelling();
    startTool((message, asked) => place(flow, message, tagOf(asked)));
    on(['APP_READY'], () => {
        addAsking(flow);
        addLookingCommands(api);
    });
}
