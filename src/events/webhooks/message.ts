/** One event on its way to one endpoint, and the file it is kept as until it is there. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

export interface Message {
  /** `webhook-id`: the same for every attempt (Standard Webhooks 1.0.0, "Webhook metadata"). */
  readonly id: string;
  /** Of the endpoint; see `endpointHandle`. */
  readonly endpoint: string;
  /** The event's. */
  readonly type: string;
  /** The event as JSON, in one line. */
  readonly payload: string;
  /** In milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Orders the messages of one process and millisecond. */
  readonly number: number;
  /** Those that failed. */
  readonly attempts: number;
  /** When the next attempt may be made, in milliseconds since 1970. */
  readonly dueAtMs: number;
}

/** No file is longer: the payload's bound, the rest, and some room. */
export const MAXIMUM_FILE_BYTES = 32 * 1024;

const idForm = /^msg_[0-9a-f]{32}$/;
const head = z.strictObject({
  id: z.string().regex(idForm),
  endpoint: z.string().regex(/^[0-9a-f]{32}$/),
  type: z.string().max(64),
  createdAtMs: z.int().min(0),
  number: z.int().min(0),
  attempts: z.int().min(0),
  dueAtMs: z.int().min(0),
});

/** A new message, due at once. */
export function newMessage(event: Pick<Message, 'endpoint' | 'type' | 'payload' | 'number'>, nowMs: number) {
  const id = `msg_${randomBytes(16).toString('hex')}`;
  return { ...event, id, createdAtMs: nowMs, attempts: 0, dueAtMs: nowMs } satisfies Message;
}

/** Whether it is the id of a message made here; such an id is a good name for a file. */
export function isMessageId(text: string): boolean {
  return idForm.test(text);
}

/** 32 hex digits that tell an endpoint again after a restart, without its URL, which may hold a secret. */
export function endpointHandle(url: URL): string {
  return createHash('sha256').update(url.href).digest('hex').slice(0, 32);
}

/** Those that came first, first. */
export function byAge(one: Message, other: Message): number {
  return one.createdAtMs - other.createdAtMs || one.number - other.number;
}

/** A file's text: a checksum over all that follows; the message but its payload, in JSON; the payload. */
export function toMessageFile({ payload, ...rest }: Message): string {
  const body = `${JSON.stringify(rest)}\n${payload}`;
  return `${checksum(body)}\n${body}`;
}

/** The message of this id in a file; undefined where that is not exactly what was written. */
export function fromMessageFile(id: string, file: Buffer): Message | undefined {
  const [sum = '', rest = '', ...payload] = file.toString('utf8').split('\n');
  // The bytes and not the text: what is no UTF-8 would be read as something else.
  const body = file.subarray(sum.length + 1);
  if (checksum(body) !== sum || payload.length !== 1) return undefined;
  const known = head.safeParse(parsed(rest));
  return known.success && known.data.id === id ? { ...known.data, payload: payload[0] ?? '' } : undefined;
}

function checksum(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
