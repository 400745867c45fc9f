/**
 * The messages for one endpoint, delivered one at a time: in the order of the events while all attempts succeed, and with a
 * single request at a time to an endpoint in trouble. Each endpoint has its own lane. A failed message waits for its retry
 * without blocking the ones behind it; the order of events is then in their timestamps.
 */
import type { Logger } from 'pino';
import type { Webhook } from 'standardwebhooks';
import type { Clock } from '../../shared/clock.js';
import { within } from '../../shared/deadline.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import { attemptDelivery, type FailedDelivery } from './delivery-attempt.js';
import { endpointFingerprint, type Message } from './message.js';
import type { MessageFolder } from './message-folder.js';
import { MessageQueue } from './message-queue.js';
import { latestDueMs, nextAttemptMs } from './retry-schedule.js';

/** Since the process started: messages delivered, attempts failed, messages given up after their retries or dropped. */
export type MessageCounts = Record<'delivered' | 'failedAttempts' | 'givenUp' | 'dropped', number>;

export interface EndpointLaneOptions {
  readonly url: URL;
  /** The most messages waiting or in progress, at least 1. */
  readonly capacity: number;
  readonly signer: Webhook;
  readonly folder: MessageFolder;
  readonly clock: Clock;
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
  /** Shared by all lanes, which add to it. */
  readonly counts: MessageCounts;
  readonly log: Logger;
}

/** Longer waits are split, since the system clock may be set meanwhile. */
const MAX_TIMER_MS = 60 * 60 * 1000;
/** The least time between two warnings about dropped messages. */
const DROP_WARNING_INTERVAL_MS = 10_000;

export class EndpointLane {
  readonly fingerprint: string;
  readonly #options: EndpointLaneOptions;
  readonly #log: Logger;
  readonly #queue: MessageQueue;
  readonly #pending = new TaskTracker();
  readonly #shutdown = new AbortController();
  #state: 'new' | 'open' | 'gone' | 'closed' = 'new';
  #isRunning = false;
  /** Whether the last attempt failed. */
  #isFailing = false;
  #pausedUntilMs = 0;
  #cancelTimer: () => void = () => undefined;
  #dropWarnedAtMs = Number.NEGATIVE_INFINITY;

  /** Delivers nothing before `open`. */
  constructor(options: EndpointLaneOptions) {
    this.#options = options;
    this.fingerprint = endpointFingerprint(options.url);
    // Logs the origin only: path and query may hold a secret.
    this.#log = options.log.child({ endpoint: options.url.origin });
    this.#queue = new MessageQueue(options.capacity);
  }

  /** Messages waiting or in progress. */
  get size(): number {
    return this.#queue.size;
  }

  /** Stores and queues a new message; ignores it if the endpoint is gone. */
  add(message: Message): void {
    if (this.#state === 'gone') return;
    this.#options.folder.store(message);
    this.resume(message);
  }

  /** Queues a message that is already on disk. */
  resume(message: Message): void {
    if (this.#state === 'gone') return;
    const { clock, retryDelaysMs } = this.#options;
    const dueAtMs = Math.min(message.dueAtMs, latestDueMs(retryDelaysMs, clock.now()));
    const dropped = this.#queue.add({ ...message, dueAtMs });
    if (dropped) this.#drop(dropped);
    this.#wake();
  }

  open(): void {
    if (this.#state !== 'new') return;
    this.#state = 'open';
    this.#wake();
  }

  /** Resolves when no attempt is due or in progress. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /** Starts no more attempts, and aborts one in progress after `graceMs`. Undelivered messages stay on disk. */
  async close(graceMs: number): Promise<void> {
    this.#state = 'closed';
    this.#cancelTimer();
    await within(graceMs, this.#pending.idle());
    this.#shutdown.abort();
    await this.#pending.idle();
  }

  #wake(): void {
    if (this.#state !== 'open' || this.#isRunning) return;
    this.#cancelTimer();
    this.#isRunning = true;
    void this.#pending.add(this.#run());
  }

  async #run(): Promise<void> {
    for (let message = this.#takeDue(); message; message = this.#takeDue()) await this.#deliver(message);
    this.#isRunning = false;
    this.#setTimer();
  }

  #takeDue(): Message | undefined {
    const nowMs = this.#options.clock.now();
    return this.#state === 'open' && nowMs >= this.#pausedUntilMs ? this.#queue.take(nowMs) : undefined;
  }

  #setTimer(): void {
    const dueAtMs = this.#queue.nextDueAtMs;
    if (this.#state !== 'open' || dueAtMs === undefined) return;
    const { clock } = this.#options;
    const waitMs = Math.max(dueAtMs, this.#pausedUntilMs) - clock.now();
    const timerMs = Math.min(Math.max(waitMs, 0), MAX_TIMER_MS);
    this.#cancelTimer = clock.after(timerMs, () => this.#wake());
  }

  async #deliver(message: Message): Promise<void> {
    const { url, signer, folder, clock, timeoutMs } = this.#options;
    await folder.stored(message.id);
    const signal = this.#shutdown.signal;
    const outcome = await attemptDelivery({ url, message, signer, nowMs: clock.now(), timeoutMs, signal });
    if (outcome.kind === 'delivered') this.#delivered(message, outcome.status);
    else if (outcome.kind === 'gone') this.#disable();
    else if (outcome.kind === 'failed') this.#failed(message, outcome);
  }

  #delivered(message: Message, status: number): void {
    this.#isFailing = false;
    this.#options.counts.delivered += 1;
    this.#remove(message);
    this.#log.debug({ ...logFields(message), status }, 'webhook delivered');
  }

  #failed(message: Message, { status, reason, retryAfterMs = 0 }: FailedDelivery): void {
    const { clock, retryDelaysMs, counts, folder } = this.#options;
    counts.failedAttempts += 1;
    this.#pausedUntilMs = clock.now() + retryAfterMs;
    const dueAtMs = nextAttemptMs(message, retryDelaysMs, retryAfterMs, clock.now());
    const fields = { ...logFields(message), status, reason, attempts: message.attempts + 1 };
    if (dueAtMs === undefined) {
      counts.givenUp += 1;
      this.#remove(message);
      this.#log.warn(fields, 'webhook given up');
    } else {
      const next = { ...message, attempts: message.attempts + 1, dueAtMs };
      this.#queue.putBack(next);
      folder.store(next);
      // Warns about the first failure in a row only; thousands may follow.
      this.#log[this.#isFailing ? 'debug' : 'warn'](fields, 'webhook not delivered, will be retried');
    }
    this.#isFailing = true;
  }

  /** After a 410 Gone: sends nothing to this endpoint until the next start. */
  #disable(): void {
    const { folder, counts } = this.#options;
    this.#state = 'gone';
    const givenUp = this.#queue.clear();
    for (const { id } of givenUp) folder.remove(id);
    counts.givenUp += givenUp.length;
    this.#log.warn(
      { status: 410, givenUp: givenUp.length },
      'webhook endpoint is gone; nothing more is sent to it',
    );
  }

  #drop({ id }: Message): void {
    const { folder, counts, clock } = this.#options;
    folder.remove(id);
    counts.dropped += 1;
    if (clock.now() - this.#dropWarnedAtMs < DROP_WARNING_INTERVAL_MS) return;
    this.#dropWarnedAtMs = clock.now();
    this.#log.warn(
      { waiting: this.size, dropped: counts.dropped },
      'too many webhooks are waiting; some are dropped',
    );
  }

  #remove({ id }: Message): void {
    this.#queue.remove(id);
    this.#options.folder.remove(id);
  }
}

function logFields({ id, type }: Message) {
  return { id, event: type };
}
