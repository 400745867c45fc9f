/**
 * How long an idle connection stays open. Longer than the 60 s after which proxies usually close idle connections; else a
 * proxy could send a request on a connection that this server is just closing.
 */
export const KEEP_ALIVE_MS = 75_000;
