/**
 * What the processes of a fleet tell each other: a Redis stream of bounded length, which each of them reads from where it was.
 * So what was sent while one was disconnected is caught up; where the stream no longer holds all of it, `onGap` says so.
 *
 * - A message counts with the signature of the fleet alone, and its value is checked by the schema of its topic.
 * - Each is handled once by each process, in order; the sender's own are not.
 * - If Redis has lost the stream, each sender sends its messages of the last ten minutes again.
 */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { within } from '../../shared/deadline.js';
import { reasonOf } from '../connect.js';
import type { RedisLink } from '../redis-link.js';
import type { Seal } from '../seal.js';
import { countConfirmed } from './confirmations.js';
import { addedAtMs, FIRST_ID, idBefore, isAfter } from './entry-id.js';
import { type Delivery, Inbox, type SentValue } from './inbox.js';
import { newMessage } from './message.js';
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

/** How long `begin` waits to have caught up. */
const BEGIN_MS = 3000;
/** Between two attempts to read. */
const RETRY_MS = 100;

export class Channel {
  readonly #options: ChannelOptions;
  readonly #stream: Stream;
  readonly #inbox: Inbox;
  readonly #sent = new SentMessages();
  readonly #closed = new AbortController();
  readonly #caughtUp = Promise.withResolvers<void>();
  #reader: Redis | undefined;
  #reading: Promise<void> = Promise.resolve();
  #place: Place | undefined;
  /** On the monotonic clock, when Redis last said what there is. */
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #beganAtMs = 0;

  constructor(options: ChannelOptions) {
    const { link, seal, name } = options;
    const log = options.log.child({ channel: name });
    this.#options = { ...options, log };
    this.#stream = new Stream(link.key(name), options.maxLength);
    this.#inbox = new Inbox({ link, seal, log });
  }

  /** How many entries were no messages of this fleet. */
  get refused(): number {
    return this.#inbox.refused;
  }

  /** Handles the messages of a topic; what it returns is waited for. Call it before `begin`. */
  on<T>(topic: string, schema: z.ZodType<T>, handle: (value: T, delivery: Delivery) => unknown): void {
    this.#inbox.on(topic, schema, handle);
  }

  /** Calls the listener where messages may have been missed for good. What it returns is waited for. */
  onGap(listener: () => unknown): void {
    this.#inbox.onGap(listener);
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
  async newest<T>(topic: string, schema: z.ZodType<T>, count: number): Promise<readonly SentValue<T>[]> {
    const entries = await this.#options.link.attempt((redis) => this.#stream.newest(redis, count));
    return this.#inbox.valuesOf(entries ?? [], topic, schema);
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
    else if (place.identity !== state.identity) await this.#beginAnew(state, place);
    else if (this.#stream.isFull(state) && isAfter(state.firstId, place.id)) await this.#inbox.reportGap();
  }

  /** Redis has lost the stream. What others have sent while this process listened is handled; what they send again is the rest. */
  async #beginAnew({ identity, nowMs: redisNowMs }: StreamState, { id }: Place): Promise<void> {
    const nowMs = performance.now();
    const { link, log } = this.#options;
    log.warn('Redis has lost what the fleet was told; it is told again');
    for (const text of this.#sent.recent(nowMs)) await link.run((redis) => this.#stream.add(redis, text));
    if (nowMs - this.#heardAtMs > SENT_AGAIN_MS) await this.#inbox.reportGap();
    // What the new stream has was added later, unless the clock of Redis was set back.
    await this.#moveTo({ identity, id: isAfter(id, idBefore(redisNowMs)) ? FIRST_ID : id });
  }

  async #deliverAll(entries: readonly StreamEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (!last || !this.#place) return;
    // Ages matter in seconds, and only for what is caught up.
    const nowMs = await this.#options.link.now().catch(() => addedAtMs(last.id));
    for (const entry of entries) await this.#inbox.deliver(entry, nowMs);
    await this.#moveTo({ ...this.#place, id: last.id });
  }

  async #moveTo(place: Place): Promise<void> {
    this.#place = place;
    await this.#options.places?.save(place).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the place in a channel could not be stored');
    });
  }
}
