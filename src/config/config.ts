/** The configuration: the only reader of `process.env`. */
import type { TokenKeySource } from '../access/index.js';
import { TOKEN_KEY_PROBLEM } from '../access/settings.js';
import { configInvalid } from '../shared/settings/config-invalid.js';
import type { Setting, ValuesOf } from '../shared/settings/setting.js';
import { settings, settingsSchema } from './settings.js';
import { readSettings } from './sources.js';

type Values = ValuesOf<typeof settings>;

/** All settings, frozen: the members of the parts' settings, and what follows from them. docs/settings.md documents each one. */
export interface Config extends Omit<Values, 'tokenSecret' | 'tokenJwks'> {
  /** Absent only where the command does not need it. */
  readonly tokenKey?: TokenKeySource;
  /** The value of `PATH`, where programs are looked up by name. */
  readonly searchPath: string;
}

interface LoadConfigOptions {
  /** Whether exactly one of secret and JWKS must be set, as `serve` requires. Setting both is always an error. */
  readonly tokenKeyRequired?: boolean;
}

/**
 * Loads the configuration from `onplay.config.json` in `cwd`, overridden by `env`.
 *
 * @throws OnplayError `config_invalid`, whose detail lists every problem with the name of the setting and the expected value.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
  options: LoadConfigOptions = {},
): Config {
  const written = readSettings(env, cwd);
  const parsed = settingsSchema.safeParse(written.values);
  const problems = [...written.problems, ...tokenKeyProblems(written.values, options)];
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  const values = parsed.data && valuesOf(parsed.data, cwd);
  if (values && values.webhookUrls.length > 0 && !values.webhookSecret)
    problems.push('ONPLAY_WEBHOOK_SECRET: expected to be set, since ONPLAY_WEBHOOK_URLS is');
  if (values?.redisUrl !== undefined && !values.fleetKey)
    problems.push('ONPLAY_FLEET_KEY: expected to be set, since ONPLAY_REDIS_URL is');
  if (values === undefined || problems.length > 0) throw configInvalid(problems);
  return Object.freeze(toConfig(values, env));
}

/** From names to members; lists are frozen, and paths are absolute. */
function valuesOf(parsed: Readonly<Record<string, unknown>>, cwd: string): Values {
  const members = Object.entries<Setting>(settings).flatMap(([member, { name, resolve }]) => {
    const value = parsed[name];
    if (value === undefined) return [];
    return [[member, resolve ? resolve(String(value), cwd) : Object.freeze(value)] as const];
  });
  return Object.fromEntries(members) as Values;
}

function toConfig({ tokenSecret, tokenJwks, ...values }: Values, env: NodeJS.ProcessEnv): Config {
  const tokenKey = tokenKeyOf(tokenSecret, tokenJwks);
  return {
    ...values,
    ...(tokenKey && { tokenKey: Object.freeze(tokenKey) }),
    searchPath: env['PATH'] ?? '',
  };
}

function tokenKeyOf(secret: string | undefined, location: string | undefined): TokenKeySource | undefined {
  if (secret !== undefined) return { kind: 'secret', secret };
  return location === undefined ? undefined : { kind: 'jwks', location };
}

function tokenKeyProblems(values: Readonly<Record<string, string>>, options: LoadConfigOptions): string[] {
  const count = [values['ONPLAY_TOKEN_SECRET'], values['ONPLAY_TOKEN_JWKS']].filter(Boolean).length;
  if (count === 1 || (count === 0 && !options.tokenKeyRequired)) return [];
  return [TOKEN_KEY_PROBLEM];
}
