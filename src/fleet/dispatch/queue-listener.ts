/** The events of a queue, for an origin: one connection for all its jobs. */
import { setTimeout as pause } from 'node:timers/promises';
import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { within } from '../../shared/deadline.js';
import type { Outcomes } from './outcomes.js';

/** After an event that cannot be read. What was missed meanwhile is asked for. */
const RETRY_MS = 500;
const BEGIN_MS = 2000;

interface Connection {
  /** Its options are used: BullMQ makes a connection of its own of them. */
  readonly redis: Redis;
  /** Of BullMQ's keys. */
  readonly prefix: string;
}

export class QueueListener {
  readonly #events: QueueEvents;
  readonly #closed = new AbortController();

  constructor(queue: string, { redis, prefix }: Connection, outcomes: Outcomes) {
    this.#events = new QueueEvents(queue, {
      connection: redis,
      prefix,
      autorun: false,
      skipVersionCheck: true,
    });
    this.#events
      // The jobs that are waited for are asked for anyway.
      .on('error', () => undefined)
      .on('waiting', ({ jobId }) => outcomes.onWaiting(jobId))
      .on('duplicated', ({ jobId }) => {
        outcomes.onWaiting(jobId);
        void outcomes.check(jobId);
      })
      .on('active', ({ jobId }) => outcomes.onActive(jobId))
      .on('completed', ({ jobId, returnvalue }) =>
        outcomes.onEnd(jobId, { is: 'completed', result: returnvalue }),
      )
      .on('failed', ({ jobId, failedReason }) =>
        outcomes.onEnd(jobId, { is: 'failed', reason: failedReason }),
      )
      .on('removed', ({ jobId }) => outcomes.onEnd(jobId, { is: 'gone' }));
  }

  /** Resolves when it is connected, or after two seconds without Redis. Never rejects. */
  async begin(): Promise<void> {
    void this.#listen();
    await within(BEGIN_MS, this.#events.waitUntilReady()).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#events.close().catch(() => undefined);
  }

  /** An event that is no JSON ends BullMQ's loop: an attacker who can write to Redis could deafen the origin otherwise. */
  async #listen(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#events.run().catch(() => undefined);
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
