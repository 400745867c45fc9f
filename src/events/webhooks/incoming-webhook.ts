/**
 * Verifies webhooks sent to this origin (Standard Webhooks 1.0.0, "Verifying signatures"). The body is parsed only after its
 * signature is verified. Detecting a replayed id is up to the caller.
 */
import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { OnplayError } from '../../shared/errors.js';
import { webhookSigner } from './webhook-secret.js';

/** A message from a sender that has the secret. */
interface IncomingWebhook {
  /** The same for every delivery attempt: 1 to 256 printable ASCII characters, no space, no full stop. */
  readonly id: string;
  /** When this attempt was sent, in whole seconds. */
  readonly timestamp: Date;
  /** The JSON value of the body, not validated. */
  readonly payload: unknown;
}

/** As in Node.js: lower-case names, the values of repeated headers joined with commas. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Larger bodies are refused unparsed; the messages understood here need a hundredth of it. */
export const MAXIMUM_INCOMING_BYTES = 64 * 1024;
/** In the past or future. A caller that rejects replays has to remember ids for as long. */
const TOLERANCE_SECONDS = 5 * 60;

/** No full stop: id, timestamp and body are signed joined with full stops, so an id could otherwise end in a timestamp. */
const idForm = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
/** One spelling for each number, since the parsed number is what is signed. */
const timestampForm = /^[1-9]\d{0,11}$/;
/** One or more, as during a secret rotation, each prefixed with the name of its scheme. */
const signaturesForm = /^\w{1,8},[\w+/=-]{1,128}(?: \w{1,8},[\w+/=-]{1,128}){0,15}$/;

const details = {
  unsigned:
    'The headers webhook-id, webhook-timestamp and webhook-signature are needed, each once and well-formed, as Standard Webhooks says.',
  forged:
    'No signature of this webhook is valid. Sign the body as it is sent, with the secret of this server.',
  stale:
    'The timestamp of this webhook is more than five minutes off. Sign each attempt anew, and check the clock.',
  malformed: 'The body of this webhook is too large, not UTF-8, or not JSON.',
} as const;

/**
 * The message, if its sender has the secret.
 *
 * @param rawBody as received, before any parsing; preferably bytes, since text hides invalid UTF-8
 * @param now in milliseconds since 1970
 * @throws OnplayError `hook_unsigned`, `hook_stale`, `hook_forged`, `hook_malformed`; `config_invalid` if the secret is malformed
 */
export function openIncomingWebhook(
  secret: string,
  headers: IncomingHeaders,
  rawBody: Uint8Array | string,
  now: number = Date.now(),
): IncomingWebhook {
  const signer = webhookSigner(secret);
  const id = headerOf(headers, 'webhook-id', idForm);
  const seconds = Number(headerOf(headers, 'webhook-timestamp', timestampForm));
  const signatures = headerOf(headers, 'webhook-signature', signaturesForm).split(' ');
  if (Math.abs(now / 1000 - seconds) > TOLERANCE_SECONDS) throw hookError('stale');
  // Invalid UTF-8 would decode to other text than was signed.
  const bytes = Buffer.from(rawBody);
  if (bytes.length > MAXIMUM_INCOMING_BYTES || !isUtf8(bytes)) throw hookError('malformed');
  const body = bytes.toString('utf8');
  const timestamp = new Date(seconds * 1000);
  // The library's own `verify` uses the system clock and reports its reasons only as prose.
  const right = signer.sign(id, timestamp, body);
  if (!signatures.some((signature) => isSame(signature, right))) throw hookError('forged');
  return { id, timestamp, payload: parsed(body) };
}

function headerOf(headers: IncomingHeaders, name: string, form: RegExp): string {
  const value = headers[name];
  if (typeof value !== 'string' || !form.test(value)) throw hookError('unsigned');
  return value;
}

/** Compares text: padding and unused bits give base64 several spellings of the same bytes. */
function isSame(signature: string, right: string): boolean {
  const [given, wanted] = [Buffer.from(signature), Buffer.from(right)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw hookError('malformed', cause);
  }
}

function hookError(problem: keyof typeof details, cause?: unknown): OnplayError {
  return new OnplayError(`hook_${problem}`, { publicDetail: details[problem], cause });
}
