/**
 * Verifies what others send to this origin as a webhook (Standard Webhooks 1.0.0, "Verifying signatures"). Nothing of the
 * body is looked at before its signature was found right. Whether the id was seen before is for the caller to know.
 */
import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { OnplayError } from '../../shared/errors.js';
import { webhookSigner } from './webhook-secret.js';

/** What somebody who has the secret said. */
export interface IncomingWebhook {
  /** The same each time it is sent: 1 to 256 printable ASCII characters, no space, no full stop. */
  readonly id: string;
  /** When it was sent, in whole seconds. */
  readonly timestamp: Date;
  /** The JSON value of the body; nothing is known of its form. */
  readonly payload: unknown;
}

/** As Node.js gives them: names in lower case, and one that came twice joined with a comma. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Larger bodies are refused unread; what is told fits into a hundredth of it. */
export const MAXIMUM_INCOMING_BYTES = 64 * 1024;
/** Either way; so long an id has to be remembered by whoever lets none in twice. */
export const TOLERANCE_SECONDS = 5 * 60;

/** A full stop would let the end of an id be taken for a timestamp, since all three are signed joined with full stops. */
const idForm = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
/** One way to write each number, since the number is what is signed. */
const timestampForm = /^[1-9]\d{0,11}$/;
/** One or more, as while a secret is being changed, each with the name of its scheme. */
const signaturesForm = /^\w{1,8},[\w+/=-]{1,128}(?: \w{1,8},[\w+/=-]{1,128}){0,15}$/;

const details = {
  unsigned:
    'The headers webhook-id, webhook-timestamp and webhook-signature are needed, each once and well-formed, as Standard Webhooks says.',
  forged:
    'No signature of this webhook is right. Sign the body as it is sent, with the secret of this server.',
  stale:
    'The timestamp of this webhook is more than five minutes off. Sign each attempt anew, and check the clock.',
  malformed: 'The body of this webhook is not what is understood here.',
} as const;

/**
 * What was said, if whoever said it has the secret.
 *
 * @param rawBody as it came, before anything parsed it; best as bytes, since text does not show what was no UTF-8
 * @param now in milliseconds since 1970
 * @throws OnplayError `hook_unsigned`, `hook_stale`, `hook_forged`, `hook_malformed`; `config_invalid` if the secret is none
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
  // What is no UTF-8 would be signed as other text than it is.
  const bytes = Buffer.from(rawBody);
  if (bytes.length > MAXIMUM_INCOMING_BYTES || !isUtf8(bytes)) throw hookError('malformed');
  const body = bytes.toString('utf8');
  const timestamp = new Date(seconds * 1000);
  // The library's own `verify` asks the system's clock and tells its reasons in prose only.
  const right = signer.sign(id, timestamp, body);
  if (!signatures.some((signature) => isSame(signature, right))) throw hookError('forged');
  return { id, timestamp, payload: parsed(body) };
}

function headerOf(headers: IncomingHeaders, name: string, form: RegExp): string {
  const value = headers[name];
  if (typeof value !== 'string' || !form.test(value)) throw hookError('unsigned');
  return value;
}

/** Compared as text: the padding and the unused bits of base64 leave more than one way to write the same bytes. */
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
