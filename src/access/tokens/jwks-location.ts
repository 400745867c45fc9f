/** Reads the text of a JWKS from a URL or a file. */
import { readFile, stat } from 'node:fs/promises';
import { boundedFetch } from '../../shared/bounded-fetch.js';

const maximumBytes = 256 * 1024;
const timeoutMs = 5000;

/**
 * The text at an `http(s)://` URL or in a file. Redirects are not followed: they could leave the trusted host.
 *
 * Rejects if the text is longer than 256 KiB or a URL does not deliver it in full within five seconds.
 */
export async function loadJwks(location: string): Promise<string> {
  return location.includes('://') ? fetchText(location) : readText(location);
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > maximumBytes) throw new Error('the key set is too large');
  return readFile(file, 'utf8');
}

async function fetchText(url: string): Promise<string> {
  const headers = { Accept: 'application/jwk-set+json, application/json' };
  const { ok, status, text } = await boundedFetch({ url, headers, timeoutMs, maxBytes: maximumBytes });
  if (!ok || text === '') throw new Error(`the key set answered ${status}`);
  if (text === undefined) throw new Error('the key set is too large');
  return text;
}
