import { setting } from '../shared/settings/setting.js';
import { parseUrl, text } from '../shared/settings/values.js';

/** Parameters after `?` would change how the client behaves, so there are none. */
const redisUrl = text(
  'a redis:// or rediss:// URL with at most a user, a password and the number of a database, as rediss://user:password@redis.example:6379/0',
  (value) => {
    const url = parseUrl(value);
    if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return false;
    return url.search === '' && url.hash === '' && /^\/?\d{0,5}$/.test(url.pathname);
  },
);

/** What the names of all keys begin with. */
const prefix = text('1 to 32 letters, digits, hyphens and underscores', (value) =>
  /^[\w-]{1,32}$/.test(value),
);

/** What the members of a fleet sign with what they tell each other. */
const fleetKey = text(
  'at least 32 bytes, the same on all origins and workers, for example from `openssl rand -base64 48`',
  (value) => Buffer.byteLength(value) >= 32,
);

export const redisSettings = {
  /** Absent: nothing is shared with other processes. */
  redisUrl: setting('ONPLAY_REDIS_URL', redisUrl.optional()),
  redisPrefix: setting('ONPLAY_REDIS_PREFIX', prefix.prefault('onplay')),
  /** Required with `redisUrl`. */
  fleetKey: setting('ONPLAY_FLEET_KEY', fleetKey.optional()),
};

/** What of a Redis URL must not be logged. */
export function redisCredentials(url: string): readonly string[] {
  const password = parseUrl(url)?.password ?? '';
  return password === '' ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
