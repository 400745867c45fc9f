/** The settings of all parts, read from the environment and from `onplay.config.json`. */
export { type Config, loadConfig } from './config.js';
