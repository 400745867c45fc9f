import { setting, urlOrPath } from '../shared/settings/setting.js';
import { hasScheme, isLoopback, isPlain, parseUrl, text, wholeNumber } from '../shared/settings/values.js';

const day = 24 * 60 * 60;

/** The key that signs playback tokens. */
const tokenSecret = text(
  'at least 32 bytes, for example from `openssl rand -base64 48`',
  (value) => Buffer.byteLength(value) >= 32,
);

/** Where the public keys are. Over the network only `https` keeps an attacker on the path from replacing them. */
const jwksLocation = text(
  'an https:// URL (http:// only to this machine itself) or the path of a file',
  (value) => {
    if (!hasScheme(value)) return !value.includes('\0');
    const url = parseUrl(value);
    if (url === undefined || !isPlain(url)) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  },
);

/** The configuration problem of a command that needs a token key when none, or both, are set. */
export const TOKEN_KEY_PROBLEM =
  'ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS: expected exactly one of the two to be set';

export const accessSettings = {
  /** The shared secret of tokens that are signed with HS256. */
  tokenSecret: setting('ONPLAY_TOKEN_SECRET', tokenSecret.optional()),
  /** Where the public keys are of tokens that are signed with RS256 or ES256: a URL or an absolute path. */
  tokenJwks: setting('ONPLAY_TOKEN_JWKS', jwksLocation.optional(), urlOrPath),
  /** How long a grant holds at most. */
  grantTtlSeconds: setting('ONPLAY_GRANT_TTL_SECONDS', wholeNumber(60, 7 * day).prefault('43200')),
};
