/**
 * What the processes of a fleet tell each other: a Redis stream of bounded length, which each of them reads from where it was.
 * So what was sent while one was disconnected is caught up; where the stream no longer holds all of it, `onGap` says so.
 *
 * - A message counts with the signature of the fleet alone, and its value is checked by the schema of its topic.
 * - Each is handled once by each process, in order; the sender's own are not.
 * - If Redis has lost the stream, each sender sends its messages of the last ten minutes again.
 */
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { within } from '../../shared/deadline.js';
import { reasonOf } from '../connect.js';
import type { RedisLink } from '../redis-link.js';
import type { Seal } from '../seal.js';
import { confirm, countConfirmed } from './confirmations.js';
import { addedAtMs, FIRST_ID, idBefore, isAfter } from './entry-id.js';
import { type Message, newMessage, readMessage } from './message.js';
import { pause } from './pause.js';
import type { Place, PlaceFile } from './place-file.js';
import { SENT_AGAIN_MS, SentMessages } from './sent-messages.js';
import { BATCH, Stream, type StreamEntry, type StreamState } from './stream.js';

export interface ChannelOptions {
  readonly link: RedisLink;
  /** Of the key, without the prefix. */
  readonly name: string;
  /** Messages that the stream holds. */
  readonly maxLength: number;
  readonly seal: Seal;
  /** Where the place is kept over restarts; by default a process begins with what is sent from its `begin` on. */
  readonly places?: Pick<PlaceFile, 'load' | 'save'>;
  readonly log: Logger;
}

/** Where a message comes from. */
export interface Delivery {
  /** How long ago it was sent, in milliseconds, by the clock of Redis. */
  readonly ageMs: number;
}

interface Topic {
  handle(value: unknown, delivery: Delivery): unknown;
}

/** As many as the stream may hold, and some that were sent again. */
const MAX_SEEN = 20_000;
/** How long `begin` waits to have caught up. */
const BEGIN_MS = 3000;
/** Between two attempts to read. */
const RETRY_MS = 100;
/** A handler that takes longer goes on, and the next message is handled. */
const HANDLER_MS = 10_000;
/** Between the clock of a sender and that of Redis. What is sent again is ten minutes old; what an attacker plays back may be older. */
const MAX_SKEW_MS = 60 * 60_000;

export class Channel {
  readonly #options: ChannelOptions;
  readonly #stream: Stream;
  readonly #topics = new Map<string, Topic>();
  readonly #gapListeners: (() => unknown)[] = [];
  readonly #seen = new LRUCache<string, true>({ max: MAX_SEEN });
  readonly #sent = new SentMessages();
  readonly #closed = new AbortController();
  readonly #caughtUp = Promise.withResolvers<void>();
  #reader: Redis | undefined;
  #reading: Promise<void> = Promise.resolve();
  #place: Place | undefined;
  /** On the monotonic clock, when Redis last said what there is. */
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #beganAtMs = 0;
  #refused = 0;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#stream = new Stream(options.link.key(options.name), options.maxLength);
  }

  /** How many entries were no messages of this fleet. */
  get refused(): number {
    return this.#refused;
  }

  /** Handles the messages of a topic; what it returns is waited for. Call it before `begin`. */
  on<T>(name: string, schema: z.ZodType<T>, handle: (value: T, delivery: Delivery) => unknown): void {
    this.#topics.set(name, {
      handle: (value, delivery) => {
        const parsed = schema.safeParse(value);
        if (!parsed.success) throw new Error(`a message on ${name} is malformed`);
        return handle(parsed.data, delivery);
      },
    });
  }

  /** Calls the listener where messages may have been missed for good. What it returns is waited for. */
  onGap(listener: () => unknown): void {
    this.#gapListeners.push(listener);
  }

  /** Starts to read. Resolves when all there is was handled, or after three seconds. Never rejects. */
  async begin(): Promise<void> {
    this.#beganAtMs = performance.now();
    this.#place = await this.#options.places?.load();
    this.#reading = this.#read();
    await within(BEGIN_MS, this.#caughtUp.promise);
  }

  /** Sends a value to all others. @throws Error where Redis does not accept it, or the value is too large. */
  async send(topic: string, value: unknown): Promise<void> {
    await this.#send(topic, value, false);
  }

  /**
   * Sends a value and waits until others have handled it.
   * @param others how many there are; after `waitMs` the answer is how many have until then.
   * @throws Error as `send`.
   */
  async sendConfirmed(topic: string, value: unknown, others: number, waitMs: number): Promise<number> {
    const id = await this.#send(topic, value, true);
    return countConfirmed(this.#options.link, id, others, waitMs);
  }

  /** The values of a topic among the newest messages, the oldest of them first; none where Redis is gone. Never rejects. */
  async newest<T>(topic: string, schema: z.ZodType<T>, count: number): Promise<readonly T[]> {
    const entries = (await this.#options.link.attempt((redis) => this.#stream.newest(redis, count))) ?? [];
    return entries.flatMap((entry) => {
      const message = this.#messageOf(entry);
      const parsed = message?.topic === topic ? schema.safeParse(message.value) : undefined;
      return parsed?.success ? [parsed.data] : [];
    });
  }

  /** Ends reading. Resolves when no message is being handled. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#reader?.disconnect();
    await this.#reading;
  }

  async #send(topic: string, value: unknown, isConfirmed: boolean): Promise<string> {
    const { link, seal } = this.#options;
    const { id, text } = newMessage({ from: link.node, topic, value, confirm: isConfirmed }, seal);
    await link.run((redis) => this.#stream.add(redis, text));
    this.#sent.add(text, performance.now());
    return id;
  }

  async #read(): Promise<void> {
    const { link, log } = this.#options;
    const { signal } = this.#closed;
    this.#reader = await link.connect('reader');
    while (!signal.aborted) {
      try {
        await this.#follow(this.#reader);
      } catch (error) {
        if (!signal.aborted) log.debug({ reason: reasonOf(error) }, 'a channel cannot be read');
        await pause(RETRY_MS, signal);
      }
    }
    this.#reader.disconnect();
  }

  /** Reads until the connection fails. What is full may be behind by more than the stream holds. */
  async #follow(reader: Redis): Promise<void> {
    for (let count = BATCH; !this.#closed.signal.aborted; ) {
      if (count >= BATCH) await this.#locate(reader);
      const entries = await this.#stream.after(reader, this.#placeId(), count === 0);
      this.#heardAtMs = performance.now();
      await this.#deliverAll(entries);
      count = entries.length;
      if (count === 0) this.#caughtUp.resolve();
    }
  }

  /** Redis may be found long after this process began. */
  #ageMs(): number {
    return performance.now() - this.#beganAtMs;
  }

  #placeId(): string {
    if (!this.#place) throw new Error('no place in the stream yet');
    return this.#place.id;
  }

  /** Compares the place of this process with what the stream holds. */
  async #locate(reader: Redis): Promise<void> {
    const state = await this.#stream.state(reader);
    const place = this.#place;
    if (!place) await this.#moveTo({ identity: state.identity, id: idBefore(state.nowMs - this.#ageMs()) });
    else if (place.identity !== state.identity) await this.#beginAnew(state);
    else if (this.#stream.isFull(state) && isAfter(state.firstId, place.id)) await this.#reportGap();
  }

  /** Redis has lost the stream. What others have sent while this process listened is handled; what they send again is the rest. */
  async #beginAnew({ identity }: StreamState): Promise<void> {
    const nowMs = performance.now();
    const { link, log, name } = this.#options;
    log.warn({ channel: name }, 'Redis has lost what the fleet was told; it is told again');
    for (const text of this.#sent.recent(nowMs)) await link.run((redis) => this.#stream.add(redis, text));
    if (nowMs - this.#heardAtMs > SENT_AGAIN_MS) await this.#reportGap();
    await this.#moveTo({ identity, id: FIRST_ID });
  }

  async #reportGap(): Promise<void> {
    const { log, name } = this.#options;
    log.warn({ channel: name }, 'this process was away for longer than what the fleet was told is kept');
    for (const listener of this.#gapListeners) await this.#run(listener);
  }

  async #deliverAll(entries: readonly StreamEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (!last || !this.#place) return;
    // Ages matter in seconds, and only for what is caught up.
    const nowMs = await this.#options.link.now().catch(() => addedAtMs(last.id));
    for (const entry of entries) await this.#deliver(entry, nowMs);
    await this.#moveTo({ ...this.#place, id: last.id });
  }

  async #deliver(entry: StreamEntry, nowMs: number): Promise<void> {
    const { link } = this.#options;
    const message = this.#messageOf(entry);
    if (!message || message.from === link.node || this.#seen.has(message.id)) return;
    this.#seen.set(message.id, true);
    const ageMs = Math.max(0, nowMs - addedAtMs(entry.id));
    await this.#run(() => this.#topics.get(message.topic)?.handle(message.value, { ageMs }));
    if (message.confirm) await confirm(link, message.id);
  }

  #messageOf({ id, text }: StreamEntry): Message | undefined {
    const message = readMessage(text, this.#options.seal);
    if (message && Math.abs(addedAtMs(id) - message.sentAtMs) < MAX_SKEW_MS) return message;
    this.#refused += 1;
    // One line is enough: an attacker may write thousands.
    if (this.#refused === 1)
      this.#options.log.warn(
        { channel: this.#options.name },
        'what stands in Redis is not of this fleet (ONPLAY_FLEET_KEY), or a clock is wrong by an hour; it is ignored',
      );
    return undefined;
  }

  async #run(work: () => unknown): Promise<void> {
    try {
      await within(HANDLER_MS, Promise.resolve(work()));
    } catch (error) {
      this.#options.log.error({ err: error, channel: this.#options.name }, 'a message could not be handled');
    }
  }

  async #moveTo(place: Place): Promise<void> {
    this.#place = place;
    await this.#options.places?.save(place).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the place in a channel could not be stored');
    });
  }
}
