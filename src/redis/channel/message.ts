/** One message of a channel, as it stands in the stream. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Seal } from '../seal.js';

/** Longer ones are neither sent nor read. */
export const MAX_MESSAGE_LENGTH = 64 * 1024;

const messageSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{24}$/),
  /** The process that sent it; see `RedisLink.node`. */
  from: z.string().regex(/^[0-9a-f]{16}$/),
  topic: z.string().regex(/^[a-z-]{1,32}$/),
  /** By the clock of the sender, in milliseconds since 1970. */
  sentAtMs: z.int().min(0),
  /** Whether the sender waits for the readers to have handled it. */
  confirm: z.boolean(),
  value: z.unknown(),
});

export type Message = z.infer<typeof messageSchema>;

/** A new message and its text in the stream. @throws Error if it is too long. */
export function newMessage(
  { from, topic, value, confirm }: Pick<Message, 'from' | 'topic' | 'value' | 'confirm'>,
  seal: Seal,
): { readonly id: string; readonly text: string } {
  const id = randomBytes(12).toString('hex');
  const text = seal.close(JSON.stringify({ id, from, topic, sentAtMs: Date.now(), confirm, value }));
  if (text.length > MAX_MESSAGE_LENGTH) throw new Error(`a message of ${text.length} characters on ${topic}`);
  return { id, text };
}

/** The message in a text of the stream; undefined where the fleet sent none like it. Never throws. */
export function readMessage(text: string, seal: Seal): Message | undefined {
  if (text.length > MAX_MESSAGE_LENGTH) return undefined;
  const json = seal.open(text);
  if (json === undefined) return undefined;
  try {
    return messageSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
