/**
 * The messages for one endpoint, delivered one at a time. So they come in the order of the events while all goes well, and
 * an endpoint in trouble meets one request and no crowd; the others have lanes of their own. A message that failed steps
 * aside until it is due again and holds up nobody: from then on it is the events' timestamps that tell their order.
 */
import type { Logger } from 'pino';
import type { Webhook } from 'standardwebhooks';
import type { Clock } from '../../shared/clock.js';
import { within } from '../../shared/deadline.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import { attemptDelivery, type FailedDelivery } from './delivery-attempt.js';
import { endpointHandle, type Message } from './message.js';
import type { MessageFolder } from './message-folder.js';
import { MessageQueue } from './message-queue.js';
import { latestDueMs, nextAttemptMs } from './retry-schedule.js';

/** Since the process began: messages that arrived, attempts that failed, messages that never arrived and why. */
export type MessageCounts = Record<'delivered' | 'failedAttempts' | 'givenUp' | 'dropped', number>;

export interface EndpointLaneOptions {
  readonly url: URL;
  /** The most messages that wait or are under way, at least 1. */
  readonly capacity: number;
  readonly signer: Webhook;
  readonly folder: MessageFolder;
  readonly clock: Clock;
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
  /** Added to. */
  readonly counts: MessageCounts;
  readonly log: Logger;
}

/** A longer wait is cut into pieces, since the clock may be set meanwhile. */
const LONGEST_TIMER_MS = 60 * 60 * 1000;
/** How often it is said that messages are dropped. */
const SAID_EVERY_MS = 10_000;

export class EndpointLane {
  readonly handle: string;
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
  #takeBackTimer: () => void = () => undefined;
  #saidDroppedAtMs = Number.NEGATIVE_INFINITY;

  /** Delivers nothing before `open`. */
  constructor(options: EndpointLaneOptions) {
    this.#options = options;
    this.handle = endpointHandle(options.url);
    // Its path and query may hold a secret.
    this.#log = options.log.child({ endpoint: options.url.origin });
    this.#queue = new MessageQueue(options.capacity);
  }

  /** Messages that wait or are under way. */
  get size(): number {
    return this.#queue.size;
  }

  /** Takes a new message; none where the endpoint is gone. */
  add(message: Message): void {
    if (this.#state === 'gone') return;
    this.#options.folder.keep(message);
    this.takeUp(message);
  }

  /** Takes a message that is kept already. */
  takeUp(message: Message): void {
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

  /** Resolves when no attempt is due or under way. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /** Begins no more attempts, and ends the one under way after so long; what has not arrived stays on disk. */
  async close(graceMs: number): Promise<void> {
    this.#state = 'closed';
    this.#takeBackTimer();
    await within(graceMs, this.#pending.idle());
    this.#shutdown.abort();
    await this.#pending.idle();
  }

  #wake(): void {
    if (this.#state !== 'open' || this.#isRunning) return;
    this.#takeBackTimer();
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
    const timerMs = Math.min(Math.max(waitMs, 0), LONGEST_TIMER_MS);
    this.#takeBackTimer = clock.after(timerMs, () => this.#wake());
  }

  async #deliver(message: Message): Promise<void> {
    const { url, signer, folder, clock, timeoutMs } = this.#options;
    await folder.kept(message.id);
    const signal = this.#shutdown.signal;
    const outcome = await attemptDelivery({ url, message, signer, nowMs: clock.now(), timeoutMs, signal });
    if (outcome.kind === 'delivered') this.#delivered(message, outcome.status);
    else if (outcome.kind === 'gone') this.#disable();
    else if (outcome.kind === 'failed') this.#failed(message, outcome);
  }

  #delivered(message: Message, status: number): void {
    this.#isFailing = false;
    this.#options.counts.delivered += 1;
    this.#forget(message);
    this.#log.debug({ ...named(message), status }, 'webhook delivered');
  }

  #failed(message: Message, { status, reason, retryAfterMs = 0 }: FailedDelivery): void {
    const { clock, retryDelaysMs, counts, folder } = this.#options;
    counts.failedAttempts += 1;
    this.#pausedUntilMs = clock.now() + retryAfterMs;
    const dueAtMs = nextAttemptMs(message, retryDelaysMs, retryAfterMs, clock.now());
    const fields = { ...named(message), status, reason, attempts: message.attempts + 1 };
    if (dueAtMs === undefined) {
      counts.givenUp += 1;
      this.#forget(message);
      this.#log.warn(fields, 'webhook given up');
    } else {
      const next = { ...message, attempts: message.attempts + 1, dueAtMs };
      this.#queue.putBack(next);
      folder.keep(next);
      // The first of a row is worth knowing; thousands of messages may follow it.
      this.#log[this.#isFailing ? 'debug' : 'warn'](fields, 'webhook not delivered, to be tried again');
    }
    this.#isFailing = true;
  }

  /** It said 410 Gone: nothing is sent to it any more until the next start. */
  #disable(): void {
    const { folder, counts } = this.#options;
    this.#state = 'gone';
    const givenUp = this.#queue.clear();
    for (const { id } of givenUp) folder.remove(id);
    counts.givenUp += givenUp.length;
    this.#log.warn({ status: 410, givenUp: givenUp.length }, 'webhook endpoint is gone and gets no more');
  }

  #drop({ id }: Message): void {
    const { folder, counts, clock } = this.#options;
    folder.remove(id);
    counts.dropped += 1;
    if (clock.now() - this.#saidDroppedAtMs < SAID_EVERY_MS) return;
    this.#saidDroppedAtMs = clock.now();
    this.#log.warn(
      { waiting: this.size, dropped: counts.dropped },
      'too many webhooks wait: some are dropped',
    );
  }

  #forget({ id }: Message): void {
    this.#queue.remove(id);
    this.#options.folder.remove(id);
  }
}

function named({ id, type }: Message) {
  return { id, event: type };
}
