/**
 * A whole server: all parts, and one lifecycle for them.
 *
 * `startServer` builds the parts of a configuration and listens; the server it resolves with knows its port and how to
 * stop: it finishes what viewers wait for within the configured time, then ends every connection and every process.
 * `serverLog` is its log where no other is given, for what a command logs beside it.
 */

export { serverLog } from './server-log.js';
export type { ServerOptions } from './services.js';
export { type RunningServer, startServer } from './start-server.js';
