/**
 * A whole server: all parts, and one lifecycle for them.
 *
 * `startServer` builds the parts of a configuration and listens; the server it resolves with knows its port and how to
 * stop: it finishes what viewers wait for within the configured time, then ends every connection and every process.
 */

export type { ServerOptions } from './services.js';
export { type RunningServer, startServer } from './start-server.js';
