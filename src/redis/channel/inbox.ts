/** What a process does with the messages of a channel: each once, if the fleet has signed it and its value is as its topic has it. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { within } from '../../shared/deadline.js';
import type { RedisLink } from '../redis-link.js';
import type { Seal } from '../seal.js';
import { confirm } from './confirmations.js';
import { addedAtMs } from './entry-id.js';
import { type Message, readMessage } from './message.js';
import type { StreamEntry } from './stream.js';

/** Where a message comes from. */
export interface Delivery {
  /** The process that sent it; see `RedisLink.node`. */
  readonly from: string;
  /** How long ago it was sent, in milliseconds, by the clock of Redis. */
  readonly ageMs: number;
}

/** A value as it stands in the stream. */
export interface SentValue<T> extends Pick<Delivery, 'from'> {
  readonly value: T;
}

interface InboxOptions {
  readonly link: RedisLink;
  readonly seal: Seal;
  readonly log: Logger;
}

type Handle = (value: unknown, delivery: Delivery) => unknown;

/** As many as the stream may hold, and some that were sent again. */
const MAX_SEEN = 20_000;
/** A handler that takes longer goes on, and the next message is handled. */
const HANDLER_MS = 10_000;
/** Between the clock of a sender and that of Redis. What is sent again is ten minutes old; what an attacker plays back may be older. */
const MAX_SKEW_MS = 60 * 60_000;

export class Inbox {
  readonly #options: InboxOptions;
  readonly #topics = new Map<string, Handle>();
  readonly #gapListeners: (() => unknown)[] = [];
  /** The ids of messages that were handled. */
  readonly #seen = new LRUCache<string, true>({ max: MAX_SEEN });
  #refused = 0;

  /** @param options the log names the channel. */
  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** How many entries were no messages of this fleet. */
  get refused(): number {
    return this.#refused;
  }

  on<T>(topic: string, schema: z.ZodType<T>, handle: (value: T, delivery: Delivery) => unknown): void {
    this.#topics.set(topic, (value, delivery) => {
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw new Error(`a message on ${topic} is malformed`);
      return handle(parsed.data, delivery);
    });
  }

  onGap(listener: () => unknown): void {
    this.#gapListeners.push(listener);
  }

  /** Resolves when all listeners have done what they do. Never rejects. */
  async reportGap(): Promise<void> {
    this.#options.log.warn('this process was away for longer than what the fleet was told is kept');
    for (const listener of this.#gapListeners) await this.#run(listener);
  }

  /** Handles an entry. @param nowMs by the clock of Redis. Never rejects. */
  async deliver(entry: StreamEntry, nowMs: number): Promise<void> {
    const { link } = this.#options;
    const message = this.#messageOf(entry);
    if (!message || message.from === link.node || this.#seen.has(message.id)) return;
    this.#seen.set(message.id, true);
    const ageMs = Math.max(0, nowMs - addedAtMs(entry.id));
    const { topic, value, from } = message;
    await this.#run(() => this.#topics.get(topic)?.(value, { from, ageMs }));
    if (message.confirm) await confirm(link, message.id);
  }

  /** The values of a topic among entries. */
  valuesOf<T>(entries: readonly StreamEntry[], topic: string, schema: z.ZodType<T>): readonly SentValue<T>[] {
    return entries.flatMap((entry) => {
      const message = this.#messageOf(entry);
      const parsed = message?.topic === topic ? schema.safeParse(message.value) : undefined;
      return message && parsed?.success ? [{ value: parsed.data, from: message.from }] : [];
    });
  }

  #messageOf({ id, text }: StreamEntry): Message | undefined {
    const message = readMessage(text, this.#options.seal);
    if (message && Math.abs(addedAtMs(id) - message.sentAtMs) < MAX_SKEW_MS) return message;
    this.#refused += 1;
    // One line is enough: an attacker may write thousands.
    if (this.#refused === 1)
      this.#options.log.warn(
        'what stands in Redis is not of this fleet (ONPLAY_FLEET_KEY), or a clock is wrong by an hour; it is ignored',
      );
    return undefined;
  }

  async #run(work: () => unknown): Promise<void> {
    try {
      await within(HANDLER_MS, Promise.resolve(work()));
    } catch (error) {
      this.#options.log.error({ err: error }, 'a message could not be handled');
    }
  }
}
