/** Removes tokens, grants, credentials and secrets from text before it is logged. */

/** What stands in the log in place of a secret. */
export const redacted = '[redacted]';

/** Members of logged objects that hold secrets. Header names are in lower case, as Node.js reports them. */
export const secretMemberNames = [
  'token',
  'grant',
  'secret',
  'tokenSecret',
  'adminKey',
  'password',
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'ONPLAY_TOKEN_SECRET',
  'ONPLAY_ADMIN_KEY',
] as const;

/** Each pattern can match in one way only, so that scrubbing is linear in the length of the text. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Playback tokens and grants: both begin with a JSON object in base64url.
  [/(?<![\w-])eyJ[\w-]+(?:\.[\w-]*){1,2}/g, redacted],
  // The grant's place in a media URL, whatever it contains.
  [/(\/(?:-|%2d)\/)[^/?#"'\s\\]+/gi, `$1${redacted}`],
  [/([?&;]token[^=&#"\s]{0,20}=)[^&#"'\s\\]+/gi, `$1${redacted}`],
  [/\b(Bearer|Basic)\s+[^\s",'\\]+/gi, `$1 ${redacted}`],
  [new RegExp(`("(?:${secretMemberNames.join('|')})":)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${redacted}"`],
];

/**
 * Replaces tokens, grants, credentials and the given secrets in `text` with `[redacted]`, secrets also where they are
 * escaped as in JSON.
 */
export function scrubText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    clean = clean.replaceAll(secret, redacted).replaceAll(JSON.stringify(secret).slice(1, -1), redacted);
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
