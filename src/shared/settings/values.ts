/**
 * The types of settings, as Zod schemas. Each parses the text of a setting to a typed value, or fails with a message that
 * says what was expected.
 */

import net from 'node:net';
import { z } from 'zod';

/** A text that `isValid` accepts; refused with `expected …`. */
export function text(expected: string, isValid: (value: string) => boolean) {
  return z.string({ error: `expected ${expected}` }).refine(isValid, { error: `expected ${expected}` });
}

/** A whole number from `minimum` to `maximum`, inclusive. */
export function wholeNumber(minimum: number, maximum: number) {
  const isValid = (value: string) =>
    /^\d{1,15}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
  return text(`a whole number from ${minimum} to ${maximum}`, isValid).transform(Number);
}

/** Up to `maximumCount` whole numbers, separated by commas, or `none`. */
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

/** A path of the local file system. URLs are rejected, as they would be taken for relative paths. */
export const localPath = text(
  'the path of a folder or file',
  (value) => !value.includes('\0') && !hasScheme(value),
);

/** Up to `maximumCount` `http` or `https` URLs, separated by commas, or `none`. */
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

/** An `http` or `https` URL that other paths can be put behind, without a `/` at its end. */
export const baseUrl = text('an http:// or https:// URL without user, query or fragment', (value) => {
  const url = parseUrl(value);
  return url !== undefined && /^https?:$/.test(url.protocol) && isPlain(url) && url.search === '';
}).transform((value) => new URL(value).href.replace(/\/+$/, ''));

/** The items of a list with commas between them; `none` has none. */
export function listItems(value: string): string[] {
  return value.trim() === 'none' ? [] : value.split(',').map((item) => item.trim());
}

/** Whether the text begins as a URL does. */
export function hasScheme(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}

/** The URL, or undefined where the text is none. */
export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

/** Whether it has neither user nor fragment. */
export function isPlain(url: URL): boolean {
  return url.username === '' && url.password === '' && url.hash === '';
}

/** Whether the name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
