/**
 * The kinds of value a setting may have. Each takes the text of a setting and gives the typed value, or refuses
 * with one sentence that says what was expected.
 */

import net from 'node:net';
import { z } from 'zod';
import { isWebhookSecret } from '../events/index.js';

function text(expected: string, isValid: (value: string) => boolean) {
  return z.string({ error: `expected ${expected}` }).refine(isValid, { error: `expected ${expected}` });
}

/** A whole number of at least `minimum` and at most `maximum`. */
export function wholeNumber(minimum: number, maximum: number) {
  const isValid = (value: string) =>
    /^\d{1,15}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
  return text(`a whole number from ${minimum} to ${maximum}`, isValid).transform(Number);
}

/** Up to `maximumCount` whole numbers with commas between them, or `none`. */
export function wholeNumbers(minimum: number, maximum: number, maximumCount: number) {
  const one = wholeNumber(minimum, maximum);
  const isValid = (value: string) => {
    const items = listItems(value);
    return items.length <= maximumCount && items.every((item) => one.safeParse(item).success);
  };
  const expected = `up to ${maximumCount} whole numbers from ${minimum} to ${maximum} with commas between them, or none`;
  return text(expected, isValid).transform((value) => listItems(value).map(Number));
}

/** `on` or `off`. */
export const onOrOff = text('on or off', (value) => value === 'on' || value === 'off').transform(
  (value) => value === 'on',
);

/** The interface to listen on: an IP address or a host name. */
export const host = text(
  'an IP address or a host name',
  (value) => net.isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value),
);

/** A path of the local file system. URLs, which a path could be mistaken for, are refused. */
export const localPath = text(
  'the path of a folder or file',
  (value) => !value.includes('\0') && !hasScheme(value),
);

/** The folder of the masters. Buckets are named apart, as they are the likeliest other thing to be tried. */
export const mastersPath = z
  .string()
  .refine((value) => !/^s3:\/\//i.test(value), {
    error: 'expected the path of a folder: this version reads masters from a folder only, not from s3://',
    abort: true,
  })
  .pipe(localPath);

/** An `http` or `https` URL that other paths can be put behind, without a `/` at its end. */
export const publicUrl = text('an http:// or https:// URL without user, query or fragment', (value) => {
  const url = parseUrl(value);
  return url !== undefined && /^https?:$/.test(url.protocol) && isPlain(url) && url.search === '';
}).transform((value) => new URL(value).href.replace(/\/+$/, ''));

/** The key that signs playback tokens. */
export const tokenSecret = text(
  'at least 32 bytes, for example from `openssl rand -base64 48`',
  (value) => Buffer.byteLength(value) >= 32,
);

/** Where the public keys are. Over the network only `https` keeps somebody on the way from putting in his own. */
export const jwksLocation = text(
  'an https:// URL (http:// only to this machine itself) or the path of a file',
  (value) => {
    if (!hasScheme(value)) return !value.includes('\0');
    const url = parseUrl(value);
    if (url === undefined || !isPlain(url)) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  },
);

/** The key of the management API, which travels in a header. */
export const adminKey = text('at least 16 printable ASCII characters without spaces', (value) =>
  /^[\x21-\x7e]{16,512}$/.test(value),
);

/** The secret that messages are signed with (Standard Webhooks). */
export const webhookSecret = text(
  'whsec_ and 24 to 64 bytes in base64, for example from `echo whsec_$(openssl rand -base64 32)`',
  isWebhookSecret,
);

/** Up to `maximumCount` `http` or `https` URLs with commas between them, or `none`. */
export function urls(maximumCount: number) {
  const isValid = (value: string) => {
    const items = listItems(value);
    return (
      items.length <= maximumCount && items.every((item) => /^https?:$/.test(parseUrl(item)?.protocol ?? ''))
    );
  };
  return text(
    `up to ${maximumCount} http:// or https:// URLs with commas between them, or none`,
    isValid,
  ).transform(listItems);
}

/** Text that another part reads; see there. */
export const document = text('at most 65536 characters', (value) => value.length <= 65_536);

/** Where players carry grants. */
export const grantPlace = z.enum(['path', 'cookie'], { error: 'expected path or cookie' });

/** Whose `X-Forwarded-*` headers are believed: named ranges, addresses or CIDRs, or `none`. */
export const trustedProxies = text(
  'a comma-separated list of addresses, CIDRs, loopback, linklocal or uniquelocal, or none',
  (value) => listItems(value).every(isProxyRange),
).transform(listItems);

/** How much is logged. */
export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
  error: 'expected trace, debug, info, warn, error, fatal or silent',
});

function listItems(value: string): string[] {
  return value.trim() === 'none' ? [] : value.split(',').map((item) => item.trim());
}

/** A prefix of 0 would believe everybody, so that any client could claim any address. */
function isProxyRange(item: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true;
  const [address = '', prefix, ...rest] = item.split('/');
  const version = net.isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

function hasScheme(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

function isPlain(url: URL): boolean {
  return url.username === '' && url.password === '' && url.hash === '';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
