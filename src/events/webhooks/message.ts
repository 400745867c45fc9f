/** One event for one endpoint, and the format of the file that stores it until it is delivered. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { RecordFormat } from '../../shared/outbox/record-files.js';

export interface Message {
  /** `webhook-id`: the same for every attempt (Standard Webhooks 1.0.0, "Webhook metadata"). */
  readonly id: string;
  /** See `endpointFingerprint`. */
  readonly endpoint: string;
  /** The event's type. */
  readonly type: string;
  /** The event as JSON, in one line. */
  readonly payload: string;
  /** In milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Orders messages that one process created in the same millisecond. */
  readonly number: number;
  /** How many attempts failed. */
  readonly attempts: number;
  /** When the next attempt may be made, in milliseconds since 1970. */
  readonly dueAtMs: number;
}

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

/** A new message, due immediately. */
export function newMessage(event: Pick<Message, 'endpoint' | 'type' | 'payload' | 'number'>, nowMs: number) {
  const id = `msg_${randomBytes(16).toString('hex')}`;
  return { ...event, id, createdAtMs: nowMs, attempts: 0, dueAtMs: nowMs } satisfies Message;
}

/** 32 hex digits that identify an endpoint across restarts without its URL, which may hold a secret. */
export function endpointFingerprint(url: URL): string {
  return createHash('sha256').update(url.href).digest('hex').slice(0, 32);
}

/**
 * A file of three lines: a checksum over the rest; the message without its payload, as JSON; the payload. It is read only if it
 * is exactly as it was written. Not synced: an event lost in a power cut is not worth a write to the disk for each.
 */
export const messageFormat: RecordFormat<Message> = {
  what: 'webhooks',
  extension: '.webhook',
  flush: false,
  isId: (text) => idForm.test(text),
  toText: ({ payload, ...rest }) => {
    const body = `${JSON.stringify(rest)}\n${payload}`;
    return `${checksum(body)}\n${body}`;
  },
  fromFile: fromMessageFile,
  compare: (one, other) => one.createdAtMs - other.createdAtMs || one.number - other.number,
};

function fromMessageFile(id: string, file: Buffer): Message | undefined {
  const [sum = '', rest = '', ...payload] = file.toString('utf8').split('\n');
  // Checks the bytes, not the text: decoding hides invalid UTF-8.
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
