/** The only place that loads the Redis client, and decides how its connections behave. */
import type { Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { doublingDelayMs, jittered } from '../shared/outbox/backoff.js';

/**
 * What a connection is for: `commands` are answered or fail within a second, at once where Redis is gone; a `reader` waits for
 * what is new, up to `BLOCK_MS` at a time; `jobs` is for BullMQ's `Worker` and `QueueEvents`, which wait for Redis for ever. (Its `Queue`
 * in an origin takes `commands`.)
 */
export type ConnectionRole = 'commands' | 'reader' | 'jobs';

/** How long a `reader` lets Redis wait for something new. */
export const BLOCK_MS = 5000;
/** Redis answers in a millisecond; after this, it is as good as gone. */
const COMMAND_MS = 1000;
/** A connection whose other end says nothing for so long, though it should, is given up, and made anew. */
const SILENT_MS: Readonly<Record<ConnectionRole, number>> = {
  commands: 3 * COMMAND_MS,
  reader: 2 * BLOCK_MS,
  jobs: 30_000,
};
const CONNECT_MS = 3000;
const KEEP_ALIVE_MS = 10_000;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 2000;
/** A fleet whose Redis is back does not return to it all at once. */
const JITTER = { least: 0.5, most: 1 };
/** Beyond this, a doubled delay is `MAX_WAIT_MS` anyway. */
const MAX_DOUBLINGS = 16;

/** Returns a client that connects, and goes on trying, in the background. Loads ioredis at the first call. */
export async function connect(url: string, role: ConnectionRole, log: Logger): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, optionsOf(role));
  logOutages(redis, role, log);
  return redis;
}

/** Without what decides the type of replies, which are those of the default. */
type Options = Omit<RedisOptions, 'replyMapping'>;

function optionsOf(role: ConnectionRole): Options {
  return {
    connectionName: `onplay-${role}`,
    // The replies of 6.2, whatever the server is.
    protocol: 2,
    ...{ connectTimeout: CONNECT_MS, keepAlive: KEEP_ALIVE_MS, socketTimeout: SILENT_MS[role] },
    retryStrategy: (times) => {
      const delayMs = doublingDelayMs(Math.min(times, MAX_DOUBLINGS), FIRST_WAIT_MS, MAX_WAIT_MS);
      return Math.round(jittered(delayMs, JITTER));
    },
    // After a failover: the node that took writes takes them no more.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    ...(role === 'jobs'
      ? { enableOfflineQueue: true, maxRetriesPerRequest: null }
      : // A command whose connection is lost fails at once, and is never sent a second time: its caller knows whether it may be.
        { enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false }),
    ...(role === 'commands' && { commandTimeout: COMMAND_MS }),
  };
}

/** One line when Redis goes, and one when it is back; there may be hundreds of attempts in between. */
function logOutages(redis: Redis, role: ConnectionRole, log: Logger): void {
  let isGone = false;
  redis.on('error', (error: Error) => {
    if (!isGone) log.warn({ role, reason: reasonOf(error) }, 'Redis does not answer; trying again');
    isGone = true;
  });
  redis.on('ready', () => {
    if (isGone) log.info({ role }, 'Redis answers again');
    isGone = false;
  });
}

const MAX_REASON_LENGTH = 200;

/** What is wrong with Redis, for the log. The errors themselves have the arguments of the command, as a password. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' && message !== '' ? message : code;
  return String(text).slice(0, MAX_REASON_LENGTH);
}
