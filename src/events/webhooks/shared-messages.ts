/**
 * Copies of undelivered messages in Redis: what a process leaves behind whose disk goes with it, another one delivers. Nothing waits for
 * them. Where Redis is gone, or has forgotten them, the disk has all, and they are copied again.
 */
import type { RedisLink, Seal } from '../../redis/index.js';
import { type Message, messageFormat } from './message.js';
import { ADOPT, STORE } from './shared-messages-scripts.js';

export interface SharedMessagesOptions {
  readonly link: RedisLink;
  /** Of messages: what another has written is not sent. */
  readonly seal: Seal;
  /** How long an outbox is left to the process that had it: a restart with the same disk goes on itself. */
  readonly graceMs?: number;
  /** Between two looks at what others have left; several fit into `graceMs`. */
  readonly lookMs?: number;
}

const GRACE_MS = 30_000;
const LOOK_MS = 10_000;
/** Of each outbox. What is beyond is on its disk alone. Two megabytes of typical messages. */
const MAX_COPIES = 2000;
/** Of the copies of an outbox that no process has: messages are given up after a day. */
const TTL_MS = 25 * 3_600_000;
/** Outboxes and messages that one look takes; the next takes more. */
const MAX_OUTBOXES = 100;
const MAX_ADOPTED = 200;
/** What all keys begin with; the scripts complete it too. */
const KEYS = 'webhooks:';

export class SharedMessages {
  readonly #options: Required<SharedMessagesOptions>;
  /** The undelivered messages of this process, by id. */
  readonly #own = new Map<string, Message>();
  #outbox: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SharedMessagesOptions) {
    this.#options = { graceMs: GRACE_MS, lookMs: LOOK_MS, ...options };
  }

  /** Copies a message, or its new state. Never throws. */
  store(message: Message): void {
    this.#own.set(message.id, message);
    void this.#copy(message);
  }

  /** Removes the copy of a message that was delivered or given up. Never throws. */
  remove(id: string): void {
    this.#own.delete(id);
    const outbox = this.#outbox;
    if (outbox !== undefined)
      void this.#options.link.attempt((redis) => redis.hdel(this.#messagesKey(outbox), id));
  }

  /**
   * Copies what it has been given, and looks for what others have left from now on.
   * @param outbox the name of this process's outbox.
   * @param adopt gets messages that are this process's from now on.
   */
  begin(outbox: string, adopt: (messages: readonly Message[]) => void): void {
    this.#outbox = outbox;
    const { link, lookMs } = this.#options;
    // Redis may have forgotten everything.
    link.onUp(() => void this.#copyAll());
    const look = async () => {
      await this.#sayThere(outbox);
      const messages = await this.#takeOver(outbox);
      if (messages.length > 0) adopt(messages);
    };
    this.#timer = setInterval(() => void link.attempt(look), lookMs).unref();
  }

  /** Leaves the copies to others. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #copyAll(): Promise<void> {
    for (const { id } of [...this.#own.values()].slice(0, MAX_COPIES)) {
      const message = this.#own.get(id);
      if (message) await this.#copy(message);
    }
  }

  async #copy(message: Message): Promise<void> {
    const outbox = this.#outbox;
    if (outbox === undefined) return;
    const { link, seal, graceMs } = this.#options;
    const keys = [this.#outboxesKey(), this.#messagesKey(outbox), this.#thereKey(outbox)];
    const text = seal.close(messageFormat.toText(message));
    await link.attempt((redis) =>
      redis.eval(STORE, 3, ...keys, outbox, message.id, text, MAX_COPIES, TTL_MS, graceMs),
    );
  }

  async #sayThere(outbox: string): Promise<void> {
    const { link, graceMs } = this.#options;
    await link.run((redis) => redis.set(this.#thereKey(outbox), '1', 'PX', graceMs));
  }

  /** The messages of outboxes that no process has. @throws Error where Redis does not answer. */
  async #takeOver(outbox: string): Promise<readonly Message[]> {
    const { link } = this.#options;
    const keys = [this.#outboxesKey(), this.#messagesKey(outbox)];
    const fields = await link.run((redis) =>
      redis.eval(ADOPT, 2, ...keys, link.key(KEYS), outbox, MAX_OUTBOXES, MAX_ADOPTED, TTL_MS),
    );
    if (!Array.isArray(fields)) return [];
    return fields.flatMap((id, i) =>
      i % 2 === 0 ? (this.#opened(String(id), String(fields[i + 1])) ?? []) : [],
    );
  }

  /** Undefined for what is no message of this fleet, which is removed, and for what this process has itself. */
  #opened(id: string, sealed: string): Message | undefined {
    if (this.#own.has(id)) return undefined;
    const text = this.#options.seal.open(sealed);
    const message = text === undefined ? undefined : messageFormat.fromFile(id, Buffer.from(text));
    if (!message) this.remove(id);
    return message;
  }

  #outboxesKey(): string {
    return this.#options.link.key(`${KEYS}outboxes`);
  }

  #messagesKey(outbox: string): string {
    return this.#options.link.key(`${KEYS}messages:${outbox}`);
  }

  /** It exists as long as a process has the outbox, and a while longer. */
  #thereKey(outbox: string): string {
    return this.#options.link.key(`${KEYS}there:${outbox}`);
  }
}
