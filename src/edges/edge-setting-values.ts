/** The kinds of value a member of ONPLAY_EDGES may have. What is wrong is said without the value: it may be a secret. */
import { z } from 'zod';

const LONGEST_URL = 2048;
const MOST_HEADERS = 16;

function text(expected: string, isValid: (value: string) => boolean) {
  const error = `expected ${expected}`;
  return z.string({ error }).refine(isValid, { error });
}

function oneOf<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return z.enum(values, { error: `expected ${values.join(', ')}` });
}

/** As an edge is named in receipts and logs. */
export const edgeName = text('1 to 40 letters, digits, spaces, dots, hyphens or underscores', (value) =>
  /^[A-Za-z0-9](?:[\w. -]{0,38}[\w.-])?$/.test(value),
);

/** A token, key or secret, as it can stand in a header. */
export const credential = text('8 to 4096 visible ASCII characters', (value) =>
  /^[\x21-\x7e]{8,4096}$/.test(value),
);

/** What a provider calls a service, a zone, a distribution: it stands in a path. */
export const providerId = text('1 to 64 letters and digits', (value) => /^[A-Za-z0-9]{1,64}$/.test(value));

/** Where one of Onplay's own edges is; without a `/` at its end. */
export const selfHostedEdgeUrl = text(
  'an http:// or https:// URL without user, query or fragment',
  (value) => parseUrl(value)?.search === '',
).transform(toBase);

/** Where a provider's API is; without a `/` at its end. Credentials are sent there. */
export const apiUrl = text(
  'an https:// URL (http:// only to this machine itself) without user, query or fragment',
  (value) => {
    const url = parseUrl(value);
    if (url?.search !== '') return false;
    return url.protocol === 'https:' || isLoopback(url.hostname);
  },
).transform(toBase);

/** A URL to be told of orders; the query is kept. */
export const hookUrl = text(
  'an http:// or https:// URL without user or fragment',
  (value) => parseUrl(value) !== undefined,
).transform((value) => new URL(value).href);

/** The host of an API client of Akamai's. */
export const akamaiHost = text(
  'the host of the API client, as in akab-….luna.akamaiapis.net',
  (value) =>
    value.length <= 253 && /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.akamaiapis\.net$/.test(value),
);

export const akamaiNetwork = oneOf(['production', 'staging']);

export const hookMethod = oneOf(['POST', 'PUT', 'PATCH', 'DELETE']);

export const onOrOff = z.boolean({ error: 'expected true or false' });

const headersExpected =
  `expected at most ${MOST_HEADERS} headers: names and texts of up to 2048 printable ASCII characters, ` +
  'and none that belong to the connection';

/** Headers to be sent along. */
export const hookHeaders = z
  .record(z.string(), z.string({ error: headersExpected }), { error: headersExpected })
  .refine(areHeaders, { error: headersExpected });

/** Names that fetch refuses or sets itself (RFC 9110 7.6.1, 8.6, 10.1.1). */
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
    entries.length <= MOST_HEADERS &&
    entries.every(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name) &&
        !connectionHeaders.includes(name.toLowerCase()) &&
        /^[\x21-\x7e](?:[\x20-\x7e]{0,2046}[\x21-\x7e])?$/.test(value),
    )
  );
}

/** Undefined for what is not http or https, or has what must not be in it: fetch quotes a URL with a password. */
function parseUrl(value: string): URL | undefined {
  if (value.length > LONGEST_URL || !URL.canParse(value)) return undefined;
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
