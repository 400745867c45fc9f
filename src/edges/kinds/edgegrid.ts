/**
 * The signature of requests to Akamai's APIs, EG1-HMAC-SHA256 (Akamai TechDocs, "Authenticate with EdgeGrid"):
 *
 *     Authorization: EG1-HMAC-SHA256 client_token=…;access_token=…;timestamp=…;nonce=…;signature=…
 *
 *     signature    = base64(HMAC-SHA256(signing key, data to sign))
 *     signing key  = base64(HMAC-SHA256(client secret, timestamp))
 *     data to sign = method TAB scheme TAB host TAB path with query TAB signed headers TAB content hash TAB
 *                    the Authorization header up to `signature=`
 *     content hash = base64(SHA-256(the first 128 kB of the body)), for POST only
 *
 * Signs no headers: no API used here requires any.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';

export interface EdgeGridCredentials {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

interface EdgeGridPost {
  readonly host: string;
  /** Including the query. */
  readonly path: string;
  /** Not empty, and at most 128 kB. */
  readonly body: string;
}

/** The `Authorization` value of one POST over HTTPS; valid once, within half a minute. */
export function edgeGridAuthorization(
  { clientToken, clientSecret, accessToken }: EdgeGridCredentials,
  { host, path, body }: EdgeGridPost,
  at: Date = new Date(),
  nonce: string = randomUUID(),
): string {
  const timestamp = toTimestamp(at);
  const fields = `client_token=${clientToken};access_token=${accessToken};timestamp=${timestamp};nonce=${nonce};`;
  const unsigned = `EG1-HMAC-SHA256 ${fields}`;
  const contentHash = createHash('sha256').update(body).digest('base64');
  const data = ['POST', 'https', host, path, '', contentHash, unsigned].join('\t');
  return `${unsigned}signature=${hmac(hmac(clientSecret, timestamp), data)}`;
}

/** `20130817T02:49:13+0000`. */
function toTimestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll('-', '')}+0000`;
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
