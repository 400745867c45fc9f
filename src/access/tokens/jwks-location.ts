/** Reads the text of a JWKS from a URL or a file. */
import { readFile, stat } from 'node:fs/promises';

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
