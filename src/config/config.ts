/** The configuration: the only reader of `process.env`. */

import path from 'node:path';
import { TOKEN_KEY_PROBLEM, type TokenKeySource } from '../access/index.js';
import { OnplayError } from '../shared/errors.js';
import { type Settings, settingsSchema } from './settings.js';
import { readSettings } from './sources.js';

/** Everything that can be set, frozen. docs/settings.md explains each setting. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** Where clients reach this origin, without a `/` at the end; undefined: as the request says. */
  readonly publicUrl?: string;
  /** Addresses, CIDRs and named ranges as Express's `trust proxy` takes them; empty: nobody is believed. */
  readonly trustProxy: readonly string[];
  /** Absolute paths. */
  readonly mastersPath: string;
  readonly dataPath: string;
  readonly logLevel: Settings['ONPLAY_LOG_LEVEL'];
  /** Absent only where the command has no need of it. */
  readonly tokenKey?: TokenKeySource;
  /** Undefined: the management API is closed. */
  readonly adminKey?: string;
  readonly grantTtlSeconds: number;
  /** Whether players carry grants in the path of media URLs or in a cookie. */
  readonly grantIn: Settings['ONPLAY_GRANT_IN'];
  readonly segmentTargetMs: number;
  /** Durations of the segments before all others have `segmentTargetMs`; may be empty. */
  readonly firstSegmentsMs: readonly number[];
  /** Whether the master's own pictures may be the highest rung, where they fit. */
  readonly passthrough: boolean;
  readonly memoryCacheMaxBytes: number;
  /** Counted from a segment's last use. */
  readonly memoryCacheTtlSeconds: number;
  /** 0: nothing is kept on disk. */
  readonly diskCacheMaxBytes: number;
  /** Counted from a segment's last use. */
  readonly diskCacheTtlSeconds: number;
  /** What is left free on the disk of `dataPath`. */
  readonly diskMinFreeBytes: number;
  /** JSON text; see `parseEdges`. */
  readonly edges?: string;
  /** Undefined: no messages are taken. */
  readonly hookSecret?: string;
  readonly webhookUrls: readonly string[];
  /** Undefined: nothing is sent. */
  readonly webhookSecret?: string;
  /** Whether the folder of the masters is watched for changes. */
  readonly watchMasters: boolean;
  /** An absolute path, or a bare name to look for in `PATH`; undefined: look for one. */
  readonly ffmpegPath?: string;
  /** `PATH`, in which programs are looked for by name. */
  readonly searchPath: string;
  /** Whether ffmpeg is kept from the rest of the machine, as far as the machine can. */
  readonly ffmpegConfined: boolean;
  /** 0: as many as suit the number of processors. */
  readonly encodeSlots: number;
  readonly encodeQueueLength: number;
  readonly encodeTimeoutSeconds: number;
  readonly ffmpegMemoryLimitBytes: number;
  readonly conformMaxBytes: number;
  /** Of all copies of masters together. */
  readonly copiesMaxBytes: number;
  readonly refusedMasterMemorySeconds: number;
  readonly failedSegmentMemorySeconds: number;
  readonly shutdownGraceSeconds: number;
}

export interface LoadConfigOptions {
  /** Whether exactly one of the secret and the JWKS must be set, as `serve` needs. Never may both be. */
  readonly tokenKeyRequired?: boolean;
}

/**
 * The configuration from `onplay.config.json` in `cwd`, overridden by `env`.
 *
 * @throws OnplayError `config_invalid`, whose detail lists every problem with the setting's name and what was expected.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
  options: LoadConfigOptions = {},
): Config {
  const written = readSettings(env, cwd);
  const parsed = settingsSchema.safeParse(written.values);
  const problems = [...written.problems, ...tokenKeyProblems(written.values, options)];
  if (parsed.data && parsed.data.ONPLAY_WEBHOOK_URLS.length > 0 && !parsed.data.ONPLAY_WEBHOOK_SECRET)
    problems.push('ONPLAY_WEBHOOK_SECRET: expected to be set, since ONPLAY_WEBHOOK_URLS is');
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  if (parsed.data === undefined || problems.length > 0) throw configInvalid(problems);
  return Object.freeze(toConfig(parsed.data, env, cwd));
}

function configInvalid(problems: readonly string[]): OnplayError {
  const lines = problems.map((problem) => `- ${problem} (see docs/settings.md)`);
  return new OnplayError('config_invalid', {
    publicDetail: ['The configuration cannot be used:', ...lines].join('\n'),
  });
}

function tokenKeyProblems(
  values: Partial<Record<keyof Settings, string>>,
  options: LoadConfigOptions,
): string[] {
  const count = [values.ONPLAY_TOKEN_SECRET, values.ONPLAY_TOKEN_JWKS].filter(Boolean).length;
  if (count === 1 || (count === 0 && !options.tokenKeyRequired)) return [];
  return [TOKEN_KEY_PROBLEM];
}

function toConfig(settings: Settings, env: NodeJS.ProcessEnv, cwd: string): Config {
  const tokenKey = toTokenKey(settings, cwd);
  return {
    host: settings.ONPLAY_HOST,
    port: settings.ONPLAY_PORT,
    ...(settings.ONPLAY_PUBLIC_URL !== undefined && { publicUrl: settings.ONPLAY_PUBLIC_URL }),
    trustProxy: Object.freeze(settings.ONPLAY_TRUST_PROXY),
    mastersPath: path.resolve(cwd, settings.ONPLAY_MASTERS),
    dataPath: path.resolve(cwd, settings.ONPLAY_DATA),
    logLevel: settings.ONPLAY_LOG_LEVEL,
    ...(tokenKey !== undefined && { tokenKey: Object.freeze(tokenKey) }),
    ...(settings.ONPLAY_ADMIN_KEY !== undefined && { adminKey: settings.ONPLAY_ADMIN_KEY }),
    grantTtlSeconds: settings.ONPLAY_GRANT_TTL_SECONDS,
    grantIn: settings.ONPLAY_GRANT_IN,
    segmentTargetMs: settings.ONPLAY_SEGMENT_MS,
    firstSegmentsMs: Object.freeze(settings.ONPLAY_FIRST_SEGMENTS_MS),
    passthrough: settings.ONPLAY_PASSTHROUGH,
    memoryCacheMaxBytes: settings.ONPLAY_MEMORY_CACHE_BYTES,
    memoryCacheTtlSeconds: settings.ONPLAY_MEMORY_CACHE_TTL_SECONDS,
    diskCacheMaxBytes: settings.ONPLAY_DISK_CACHE_BYTES,
    diskCacheTtlSeconds: settings.ONPLAY_DISK_CACHE_TTL_SECONDS,
    diskMinFreeBytes: settings.ONPLAY_DISK_MIN_FREE_BYTES,
    ...(settings.ONPLAY_EDGES !== undefined && { edges: settings.ONPLAY_EDGES }),
    ...(settings.ONPLAY_HOOK_SECRET !== undefined && { hookSecret: settings.ONPLAY_HOOK_SECRET }),
    webhookUrls: Object.freeze(settings.ONPLAY_WEBHOOK_URLS),
    ...(settings.ONPLAY_WEBHOOK_SECRET !== undefined && { webhookSecret: settings.ONPLAY_WEBHOOK_SECRET }),
    watchMasters: settings.ONPLAY_WATCH_MASTERS,
    ...(settings.FFMPEG_PATH !== undefined && { ffmpegPath: toCommand(settings.FFMPEG_PATH, cwd) }),
    searchPath: env['PATH'] ?? '',
    ffmpegConfined: settings.ONPLAY_FFMPEG_CONFINEMENT,
    encodeSlots: settings.ONPLAY_ENCODE_SLOTS,
    encodeQueueLength: settings.ONPLAY_ENCODE_QUEUE_LENGTH,
    encodeTimeoutSeconds: settings.ONPLAY_ENCODE_TIMEOUT_SECONDS,
    ffmpegMemoryLimitBytes: settings.ONPLAY_FFMPEG_MEMORY_BYTES,
    conformMaxBytes: settings.ONPLAY_CONFORM_MAX_BYTES,
    copiesMaxBytes: settings.ONPLAY_COPIES_MAX_BYTES,
    refusedMasterMemorySeconds: settings.ONPLAY_REFUSED_MASTER_SECONDS,
    failedSegmentMemorySeconds: settings.ONPLAY_FAILED_SEGMENT_SECONDS,
    shutdownGraceSeconds: settings.ONPLAY_SHUTDOWN_GRACE_SECONDS,
  };
}

function toTokenKey(settings: Settings, cwd: string): TokenKeySource | undefined {
  if (settings.ONPLAY_TOKEN_SECRET !== undefined) {
    return { kind: 'secret', secret: settings.ONPLAY_TOKEN_SECRET };
  }
  const location = settings.ONPLAY_TOKEN_JWKS;
  if (location === undefined) return undefined;
  return { kind: 'jwks', location: location.includes('://') ? location : path.resolve(cwd, location) };
}

/** A bare name is left to be looked for in `PATH`. */
function toCommand(command: string, cwd: string): string {
  return command.includes('/') ? path.resolve(cwd, command) : command;
}
