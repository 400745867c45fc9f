/** Finds what must not be logged in text that is otherwise fit for the log. */

export const redacted = '[redacted]';

/** Members of logged objects that hold secrets; names of headers are in lower case, as Node.js gives them. */
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

/** Each pattern can only match in one way, so that the time taken grows with the length of the text and no faster. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Playback tokens and grants: both begin with a JSON object in base64url.
  [/(?<![\w-])eyJ[\w-]+(?:\.[\w-]*){1,2}/g, redacted],
  // The grant's place in a media URL, whatever is there.
  [/(\/(?:-|%2d)\/)[^/?#"'\s\\]+/gi, `$1${redacted}`],
  [/([?&;]token[^=&#"\s]{0,20}=)[^&#"'\s\\]+/gi, `$1${redacted}`],
  [/\b(Bearer|Basic)\s+[^\s",'\\]+/gi, `$1 ${redacted}`],
  [new RegExp(`("(?:${secretMemberNames.join('|')})":)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${redacted}"`],
];

/** `text` without tokens, grants, credentials and the given secrets, also where these are escaped as in JSON. */
export function scrubText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    clean = clean.replaceAll(secret, redacted).replaceAll(JSON.stringify(secret).slice(1, -1), redacted);
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
