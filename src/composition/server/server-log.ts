import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { credentialsOf, parseEdges } from '../../edges/index.js';
import { redisCredentials } from '../../redis/settings.js';
import { createLogger } from '../../shared/log.js';

/** The log of a server: every secret of the configuration is kept out of it. */
export function serverLog(config: Config): Logger {
  const { tokenKey, adminKey, hookSecret, webhookSecret, fleetKey, redisUrl } = config;
  const secret = tokenKey?.kind === 'secret' ? tokenKey.secret : undefined;
  const ofEdges = parseEdges(config.edges ?? '[]').edges.flatMap((edge) => credentialsOf(edge));
  const ofRedis = redisUrl === undefined ? [] : redisCredentials(redisUrl);
  const secrets = [secret, adminKey, hookSecret, webhookSecret, fleetKey, ...ofEdges, ...ofRedis];
  return createLogger({ level: config.logLevel, secrets: secrets.filter((secret) => secret !== undefined) });
}
