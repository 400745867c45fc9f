/** The parts that follow from settings alone. */

import { join } from 'node:path';
import type { Logger } from 'pino';
import { CopyStore } from '../assets/index.js';
import type { Config } from '../config/index.js';
import { credentialsOf, parseEdges } from '../edges/index.js';
import {
  type EncoderSettings,
  type FfmpegBinary,
  type ProcessRegistry,
  resolveFfmpeg,
} from '../encoder/index.js';
import { OutgoingWebhooks } from '../events/index.js';
import { connectionLimit, type HttpServerLimits, openFilesLimit } from '../origin/index.js';
import { DiskTier } from '../segments/index.js';
import { FailureMemory } from '../shared/failure-memory.js';
import { createLogger } from '../shared/log.js';

/** How many failures are remembered at once. */
const MAX_REMEMBERED = 10_000;
/** A segment that was killed this often in a row is not tried again for a while. */
const RETRYABLE_LIMIT = 3;

/** The ffmpeg of a configuration. @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`. */
export function findFfmpeg({ searchPath, ffmpegPath, ffmpegConfined }: Config): Promise<FfmpegBinary> {
  return resolveFfmpeg({
    ...{ searchPath, confined: ffmpegConfined },
    ...(ffmpegPath !== undefined && { configuredPath: ffmpegPath }),
  });
}

/** What every encode is bound by. */
export function encoderSettings(
  config: Config,
  binary: FfmpegBinary,
  registry: ProcessRegistry,
): EncoderSettings {
  return {
    binary,
    registry,
    timeoutMs: config.encodeTimeoutSeconds * 1000,
    memoryBytes: config.ffmpegMemoryLimitBytes,
    remuxMaxBytes: Math.min(config.remuxMaxBytes, config.copiesMaxBytes),
  };
}

export function diskTier(config: Config, log: Logger): DiskTier | undefined {
  if (config.diskCacheMaxBytes === 0) return undefined;
  return new DiskTier({
    folder: join(config.dataPath, 'segments'),
    maxBytes: config.diskCacheMaxBytes,
    minFreeBytes: config.diskMinFreeBytes,
    ttlMs: config.diskCacheTtlSeconds * 1000,
    log,
  });
}

export function copyStore(config: Config, log: Logger): CopyStore {
  return new CopyStore({
    folder: join(config.dataPath, 'copies'),
    maxBytes: config.copiesMaxBytes,
    minFreeBytes: config.diskMinFreeBytes,
    log,
  });
}

export function outgoingWebhooks(config: Config, log: Logger): OutgoingWebhooks | undefined {
  const { webhookUrls, webhookSecret, dataPath } = config;
  if (webhookUrls.length === 0 || webhookSecret === undefined) return undefined;
  const endpoints = webhookUrls.map((url) => ({ url }));
  return new OutgoingWebhooks({ folder: join(dataPath, 'webhooks'), endpoints, secret: webhookSecret, log });
}

/** Some dozens of the largest segments. */
const LEAST_UNSENT_BYTES = 64 * 1024 * 1024;

/** What keeps clients from taking all file descriptors and all memory. */
export function httpLimits({ memoryCacheMaxBytes }: Config, log: Logger): HttpServerLimits {
  return {
    maxConnections: connectionLimit(openFilesLimit()),
    // Beside the cache, of which most of them are.
    maxUnsentBytes: Math.max(LEAST_UNSENT_BYTES, memoryCacheMaxBytes / 2),
    onBound: (bound, address) =>
      log.warn({ bound, address }, 'a connection was ended, since there is too much'),
  };
}

export function serverLog(config: Config): Logger {
  const { tokenKey, adminKey, hookSecret, webhookSecret } = config;
  const secret = tokenKey?.kind === 'secret' ? tokenKey.secret : undefined;
  const ofEdges = parseEdges(config.edges ?? '[]').edges.flatMap((edge) => credentialsOf(edge));
  const secrets = [secret, adminKey, hookSecret, webhookSecret, ...ofEdges];
  return createLogger({ level: config.logLevel, secrets: secrets.filter((secret) => secret !== undefined) });
}

export function failureMemory(seconds: number): FailureMemory {
  return new FailureMemory({
    ttlMs: seconds * 1000,
    maxEntries: MAX_REMEMBERED,
    retryableLimit: RETRYABLE_LIMIT,
  });
}
