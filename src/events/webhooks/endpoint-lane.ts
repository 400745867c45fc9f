/**
 * The messages for one endpoint: stored, delivered one at a time, retried on schedule. Each endpoint has its own lane. After a
 * retry the order of events is no longer that of their messages, but in their timestamps.
 */
import type { Logger } from 'pino';
import type { Webhook } from 'standardwebhooks';
import type { Clock } from '../../shared/clock.js';
import { Lane } from '../../shared/outbox/lane.js';
import { attemptDelivery, type FailedDelivery } from './delivery-attempt.js';
import type { KeptMessages } from './kept-messages.js';
import { endpointFingerprint, type Message } from './message.js';
import { latestDueMs, nextAttemptMs } from './retry-schedule.js';
import { isMinor } from './webhook-event.js';

/** Since the process started: messages delivered, attempts failed, messages given up after their retries or dropped. */
export type MessageCounts = Record<'delivered' | 'failedAttempts' | 'givenUp' | 'dropped', number>;

interface EndpointLaneOptions {
  readonly url: URL;
  /** The most messages waiting or in progress, at least 1. */
  readonly capacity: number;
  readonly signer: Webhook;
  /** Where messages are until they are delivered. */
  readonly kept: KeptMessages;
  readonly clock: Clock;
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
  /** Shared by all lanes, which add to it. */
  readonly counts: MessageCounts;
  readonly log: Logger;
}

/** The least time between two warnings about dropped messages. */
const DROP_WARNING_INTERVAL_MS = 10_000;

export class EndpointLane {
  readonly fingerprint: string;
  readonly #options: EndpointLaneOptions;
  readonly #log: Logger;
  readonly #lane: Lane<Message>;
  #isGone = false;
  /** Whether the last attempt failed. */
  #isFailing = false;
  #dropWarnedAtMs = Number.NEGATIVE_INFINITY;

  /** Delivers nothing before `open`. */
  constructor(options: EndpointLaneOptions) {
    const { url, log, clock, capacity } = options;
    this.#options = options;
    this.fingerprint = endpointFingerprint(url);
    // Logs the origin only: path and query may hold a secret.
    this.#log = log.child({ endpoint: url.origin });
    this.#lane = new Lane({
      ...{ clock, capacity },
      isMinor: ({ type }) => isMinor(type),
      attempt: (message, signal) => this.#attempt(message, signal),
    });
  }

  /** Messages waiting or in progress. */
  get size(): number {
    return this.#lane.size;
  }

  /** Stores and queues a new message; ignores it if the endpoint is gone. */
  add(message: Message): void {
    if (this.#isGone) return;
    this.#options.kept.store(message);
    this.resume(message);
  }

  /** Queues a message that is already on disk. */
  resume(message: Message): void {
    if (this.#isGone) return;
    const { clock, retryDelaysMs } = this.#options;
    const dueAtMs = Math.min(message.dueAtMs, latestDueMs(retryDelaysMs, clock.now()));
    const dropped = this.#lane.add({ ...message, dueAtMs });
    if (dropped) this.#drop(dropped);
  }

  open(): void {
    this.#lane.open();
  }

  /** Resolves when no attempt is due or in progress. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  /** Starts no more attempts, and aborts one in progress after `graceMs`. Undelivered messages stay on disk. */
  close(graceMs: number): Promise<void> {
    return this.#lane.close(graceMs);
  }

  /** Returns the message as it waits for its next attempt; undefined if there is none. */
  async #attempt(message: Message, signal: AbortSignal): Promise<Message | undefined> {
    const { url, signer, kept, clock, timeoutMs } = this.#options;
    await kept.stored(message.id);
    const outcome = await attemptDelivery({ url, message, signer, nowMs: clock.now(), timeoutMs, signal });
    if (outcome.kind === 'failed') return this.#failed(message, outcome);
    if (outcome.kind === 'aborted') return message;
    if (outcome.kind === 'delivered') this.#delivered(message, outcome.status);
    else this.#disable();
    return undefined;
  }

  #delivered(message: Message, status: number): void {
    const { counts, kept } = this.#options;
    this.#isFailing = false;
    counts.delivered += 1;
    kept.remove(message.id);
    this.#log.debug({ ...logFields(message), status }, 'webhook delivered');
  }

  #failed(message: Message, { status, reason, retryAfterMs = 0 }: FailedDelivery): Message | undefined {
    const { clock, retryDelaysMs, counts, kept } = this.#options;
    counts.failedAttempts += 1;
    this.#lane.pause(clock.now() + retryAfterMs);
    const dueAtMs = nextAttemptMs(message, retryDelaysMs, retryAfterMs, clock.now());
    const attempts = message.attempts + 1;
    const fields = { ...logFields(message), status, reason, attempts };
    const next = dueAtMs === undefined ? undefined : { ...message, attempts, dueAtMs };
    if (next) {
      kept.store(next);
      // Warns about the first failure in a row only; thousands may follow.
      this.#log[this.#isFailing ? 'debug' : 'warn'](fields, 'webhook not delivered, will be retried');
    } else {
      counts.givenUp += 1;
      kept.remove(message.id);
      this.#log.warn(fields, 'webhook given up');
    }
    this.#isFailing = true;
    return next;
  }

  /** After a 410 Gone: sends nothing to this endpoint until the next start. */
  #disable(): void {
    const { kept, counts } = this.#options;
    this.#isGone = true;
    const givenUp = this.#lane.clear();
    for (const { id } of givenUp) kept.remove(id);
    counts.givenUp += givenUp.length;
    this.#log.warn(
      { status: 410, givenUp: givenUp.length },
      'webhook endpoint is gone; nothing more is sent to it',
    );
  }

  #drop({ id }: Message): void {
    const { kept, counts, clock } = this.#options;
    kept.remove(id);
    counts.dropped += 1;
    if (clock.now() - this.#dropWarnedAtMs < DROP_WARNING_INTERVAL_MS) return;
    this.#dropWarnedAtMs = clock.now();
    this.#log.warn(
      { waiting: this.size, dropped: counts.dropped },
      'too many webhooks are waiting; some are dropped',
    );
  }
}

function logFields({ id, type }: Message) {
  return { id, event: type };
}
