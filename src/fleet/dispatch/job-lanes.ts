/** The queues of an origin, one for each lane, with the events of each. */
import type { RedisLink } from '../../redis/index.js';
import { within } from '../../shared/deadline.js';
import { queuePrefix } from '../coordination/keys.js';
import { JOB_LANES, type JobLane } from '../jobs/job.js';
import { JobQueue } from '../jobs/job-queue.js';
import type { QueueNames } from '../jobs/queue-names.js';
import { Outcomes } from './outcomes.js';
import { QueueListener } from './queue-listener.js';

type Link = Pick<RedisLink, 'run' | 'key' | 'connect'>;

/** BullMQ waits for the end of a connection, which may not come where Redis is gone. */
const CLOSE_MS = 1000;

export class JobLanes {
  readonly #link: Link;
  readonly #names: QueueNames;
  readonly #queues = new Map<JobLane, Promise<JobQueue>>();
  readonly #listeners: QueueListener[] = [];
  readonly outcomes: Readonly<Record<JobLane, Outcomes>>;

  constructor(link: Link, names: QueueNames) {
    this.#link = link;
    this.#names = names;
    const outcomesOf = (lane: JobLane) => new Outcomes(async (id) => (await this.queue(lane)).stateOf(id));
    this.outcomes = { heavy: outcomesOf('heavy'), light: outcomesOf('light') };
  }

  /** Resolves when the events are listened to, or after two seconds without Redis. Never rejects. */
  async begin(): Promise<void> {
    const redis = await this.#link.connect('jobs');
    for (const lane of JOB_LANES) {
      const connection = { redis, prefix: queuePrefix(this.#link) };
      const listener = new QueueListener(this.#names[lane], connection, this.outcomes[lane]);
      this.outcomes[lane].begin();
      this.#listeners.push(listener);
    }
    redis.disconnect();
    await Promise.all(this.#listeners.map((listener) => listener.begin()));
  }

  /** The queue of a lane. @throws Error where Redis does not answer. */
  queue(lane: JobLane): Promise<JobQueue> {
    const known = this.#queues.get(lane);
    if (known) return known;
    // BullMQ takes a connection into use only when it is ready, and for good.
    const opened = this.#link.run((redis) =>
      JobQueue.open(this.#names[lane], redis, queuePrefix(this.#link)),
    );
    this.#queues.set(lane, opened);
    opened.catch(() => this.#queues.delete(lane));
    return opened;
  }

  /** Resolves within a second, whatever Redis does. Never rejects. */
  async close(): Promise<void> {
    for (const lane of JOB_LANES) this.outcomes[lane].close();
    await within(CLOSE_MS, Promise.all([this.#closeListeners(), this.#closeQueues()]));
  }

  async #closeListeners(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  async #closeQueues(): Promise<void> {
    for (const queue of await Promise.allSettled(this.#queues.values()))
      if (queue.status === 'fulfilled') await queue.value.close();
  }
}
