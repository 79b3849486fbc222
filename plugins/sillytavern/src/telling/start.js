// @ts-check
/** Starts what tells the language model of pictures, and the ways to ask for one without a tag. */
import { on } from '../tavern/events.js';
import { isServing, settings } from '../tavern/stored.js';
import { intercept } from '../tavern/telling.js';
import { addAsking } from '../commands/asking.js';
import { addLookingCommands } from '../commands/looking.js';
import { place } from '../commands/adding.js';
import { tagOf } from '../commands/writing.js';
import { tellHistory } from './history.js';
import { startTelling, tellAgain } from './instruction.js';
import { startTool } from './tool.js';

/** The name in the manifest's `generate_interceptor`. */
const INTERCEPTOR = 'rp_composer_before_reply';

/**
 * Start it.
 * @param {{flow: import('../flow/message.js').Flow, api: ReturnType<typeof import('../backend/api.js').apiOf>}} app
 */
export function startTellingAndAsking({ flow, api }) {
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
