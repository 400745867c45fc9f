/**
 * The settings of all rooms, read from the environment and `onplay.config.json`. The only room that reads `process.env`; it
 * opens no connection and no file but that one.
 */

// The frozen, typed configuration: absolute paths, bytes, and durations in the unit of the name (`…Seconds`, `…Ms`).
// `loadConfig` throws `config_invalid` with every problem at once, and never repeats a value.
export { type Config, loadConfig } from './config.js';
