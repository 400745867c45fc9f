/** Schemas for the members of ONPLAY_EDGES. Error messages never quote the value: it may be a secret. */
import { z } from 'zod';

const MAX_URL_LENGTH = 2048;
const MAX_HEADERS = 16;

function text(expected: string, isValid: (value: string) => boolean) {
  const error = `expected ${expected}`;
  return z.string({ error }).refine(isValid, { error });
}

function oneOf<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return z.enum(values, { error: `expected ${values.join(', ')}` });
}

/** The name of an edge in receipts and logs. */
export const edgeName = text('1 to 40 letters, digits, spaces, dots, hyphens or underscores', (value) =>
  /^[A-Za-z0-9](?:[\w. -]{0,38}[\w.-])?$/.test(value),
);

/** A token, key or secret that fits into a header. */
export const credential = text('8 to 4096 visible ASCII characters', (value) =>
  /^[\x21-\x7e]{8,4096}$/.test(value),
);

/** A provider's id of a service, zone or distribution; it becomes part of a path. */
export const providerId = text('1 to 64 letters and digits', (value) => /^[A-Za-z0-9]{1,64}$/.test(value));

/** The base URL of a self-hosted edge, without a trailing `/`. */
export const selfHostedEdgeUrl = text(
  'an http:// or https:// URL without user, query or fragment',
  (value) => parseUrl(value)?.search === '',
).transform(toBase);

/** The base URL of a provider's API, without a trailing `/`. Credentials are sent there. */
export const apiUrl = text(
  'an https:// URL (http:// only to this machine itself) without user, query or fragment',
  (value) => {
    const url = parseUrl(value);
    if (url?.search !== '') return false;
    return url.protocol === 'https:' || isLoopback(url.hostname);
  },
).transform(toBase);

/** The URL of a purge hook, including its query. */
export const hookUrl = text(
  'an http:// or https:// URL without user or fragment',
  (value) => parseUrl(value) !== undefined,
).transform((value) => new URL(value).href);

/** The host of an Akamai API client. */
export const akamaiHost = text(
  'the host of the API client, as in akab-….luna.akamaiapis.net',
  (value) =>
    value.length <= 253 && /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.akamaiapis\.net$/.test(value),
);

export const akamaiNetwork = oneOf(['production', 'staging']);

export const hookMethod = oneOf(['POST', 'PUT', 'PATCH', 'DELETE']);

export const onOrOff = z.boolean({ error: 'expected true or false' });

const headersExpected =
  `expected at most ${MAX_HEADERS} headers: names and texts of up to 2048 printable ASCII characters, ` +
  'and none that belong to the connection';

/** Extra request headers of a purge hook. */
export const hookHeaders = z
  .record(z.string(), z.string({ error: headersExpected }), { error: headersExpected })
  .refine(areHeaders, { error: headersExpected });

/** Headers that fetch refuses or sets itself (RFC 9110 7.6.1, 8.6, 10.1.1). */
const connectionHeaders = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

function areHeaders(headers: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(headers);
  return (
    entries.length <= MAX_HEADERS &&
    entries.every(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name) &&
        !connectionHeaders.includes(name.toLowerCase()) &&
        /^[\x21-\x7e](?:[\x20-\x7e]{0,2046}[\x21-\x7e])?$/.test(value),
    )
  );
}

/** Undefined unless http or https without user, password and fragment: fetch's errors quote a URL with a password. */
function parseUrl(value: string): URL | undefined {
  if (value.length > MAX_URL_LENGTH || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}

function toBase(value: string): string {
  return new URL(value).href.replace(/[/?]+$/, '');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
