import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { redisCredentials } from '../../redis/settings.js';
import { createLogger } from '../../shared/log.js';

/** The log of a worker, and of commands on the fleet: the secrets of the fleet are kept out of it. */
export function workerLog({ logLevel, fleetKey = '', redisUrl = '' }: Config): Logger {
  return createLogger({ level: logLevel, secrets: [fleetKey, ...redisCredentials(redisUrl)] });
}
