// @ts-check
/** Slash commands. */
import { note, say, tavern } from './context.js';
import { tell } from './popups.js';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string[]} [aliases]
 * @property {string} help
 * @property {string} [text] what its text is; without it the command takes none
 * @property {{name: string, help: string, value: string}[]} [options]
 * @property {string} returns
 * @property {(text: string, options: Record<string, string>) => Promise<string>} run
 */

/**
 * Add a slash command; what goes wrong in it is said, and the chain of commands goes on with "".
 * @param {Command} command
 */
export function addCommand({ name, aliases = [], help, text, options = [], returns, run }) {
    const { SlashCommandParser, SlashCommand, SlashCommandArgument, SlashCommandNamedArgument, ARGUMENT_TYPE } = tavern();
    SlashCommandParser.addCommandObject(SlashCommand.fromProps({
        name,
        aliases,
        returns,
        helpString: helpOf(help),
        namedArgumentList: options.map(option => SlashCommandNamedArgument.fromProps({
            name: option.name, description: say(option.help), typeList: [ARGUMENT_TYPE.STRING], defaultValue: option.value,
        })),
        unnamedArgumentList: text ? [SlashCommandArgument.fromProps({ description: say(text), typeList: [ARGUMENT_TYPE.STRING] })] : [],
        callback: async (/** @type {any} */ named, /** @type {any} */ unnamed) => {
            try {
                return await run(String(unnamed ?? '').trim(), { ...Object.fromEntries(options.map(one => [one.name, one.value])), ...named });
            } catch (error) {
                note(error);
                tell(/** @type {any} */ (error)?.message ?? String(error), 'error');
                return '';
            }
        },
    }));
}

/** @param {string} help */
function helpOf(help) {
    const made = document.createElement('div');
    made.textContent = say(help);
    return made.outerHTML;
}
