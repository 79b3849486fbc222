// @ts-check
/** SillyTavern's door to the extension: it only starts what `src/` has. */
import { start } from './src/start.js';

start();
