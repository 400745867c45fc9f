/** Reads the text of a key set from where it is published. */
import { readFile, stat } from 'node:fs/promises';

const maximumBytes = 256 * 1024;
const timeoutMs = 5000;

/**
 * The text at an `http(s)://` URL or in a file, at most 256 KiB of it. Redirects are not followed: they could lead away
 * from the place that is trusted.
 *
 * Rejects if it cannot be read in full within five seconds.
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
  const response = await fetch(url, {
    redirect: 'error',
    headers: { Accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok || response.body === null) throw new Error(`the key set answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
