/** A worker of a fleet: takes jobs, serves their bytes, says that it lives, and ends what no origin waits for. */

import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { RedisLink } from '../../redis/index.js';
import type { PurgeScope } from '../../segments/index.js';
import { within } from '../../shared/deadline.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import { DeadLetters } from '../coordination/dead-letters.js';
import { wantedJobs } from '../coordination/interest.js';
import { queuePrefix } from '../coordination/keys.js';
import { WORKER_HEARTBEAT_MS, type WorkerRecord, WorkerRecords } from '../coordination/worker-records.js';
import { FinishedSegments } from '../delivery/finished-segments.js';
import { WorkerServer } from '../delivery/worker-server.js';
import type { FleetSeal } from '../fleet-seal.js';
import { JOB_LANES, type JobLane } from '../jobs/job.js';
import type { QueueNames } from '../jobs/queue-names.js';
import { JobProcessor } from './job-processor.js';
import { LaneWorker } from './lane-worker.js';
import { type JobServices, runJob } from './run-job.js';
import { workerMetrics } from './worker-metrics.js';
import { workerUrl } from './worker-url.js';

export interface FleetWorkerOptions extends Omit<JobServices, 'finished'> {
  readonly link: Pick<RedisLink, 'run' | 'key' | 'connect' | 'node' | 'isUp'>;
  readonly seal: FleetSeal;
  readonly queues: QueueNames;
  /** How many jobs of each lane are done at once. */
  readonly slots: Readonly<Record<JobLane, number>>;
  /** Where to listen; the URL is what origins are told, by default that of the address. */
  readonly listen: { readonly host: string; readonly port: number; readonly url?: string | undefined };
  /** Of finished segments, kept for the origins. */
  readonly maxFinishedBytes: number;
  /** Of the worker's metrics. */
  readonly registry: Registry;
  /** Sets the gauges that are read at the moment of a scrape. */
  readonly beforeScrape: () => void;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Between two looks at which jobs are still waited for: an encode takes a second. */
const INTEREST_MS = 500;
/** What ending the jobs that are handed back may take. */
const HAND_BACK_MS = 2000;
/** How long the bytes of the last jobs are served when the worker ends. */
const LAST_FETCHES_MS = 3000;
const LAST_FETCHES_CHECK_MS = 50;
/** For what does not end by itself: connections to a Redis that is gone. */
const CLOSE_MS = 1000;

function scraped({ registry, beforeScrape }: Pick<FleetWorkerOptions, 'registry' | 'beforeScrape'>) {
  return {
    contentType: registry.contentType,
    metrics: () => {
      beforeScrape();
      return registry.metrics();
    },
  };
}

export class FleetWorker {
  readonly #options: FleetWorkerOptions;
  readonly #records: WorkerRecords;
  readonly #finished: FinishedSegments;
  readonly #server: WorkerServer;
  readonly #lanes: LaneWorker[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #isDraining = false;
  #isSuspended = false;
  #closeConnection: () => void = () => undefined;

  constructor(options: FleetWorkerOptions) {
    this.#options = options;
    const { link, seal, queues } = options;
    this.#records = new WorkerRecords(link, seal, queues);
    this.#finished = new FinishedSegments({ maxBytes: options.maxFinishedBytes });
    this.#server = new WorkerServer({
      ...{ seal, finished: this.#finished },
      metrics: scraped(options),
      isReady: () => link.isUp && !this.#isDraining && !this.#isSuspended,
    });
  }

  /**
   * Listens, and takes jobs as soon as Redis answers. Resolves with the port.
   * @throws the system's error when it cannot listen.
   */
  async begin(): Promise<number> {
    const { link, listen } = this.#options;
    const port = await this.#server.listen(listen);
    const url = listen.url ?? workerUrl(listen.host, port);
    const redis = await link.connect('jobs');
    this.#closeConnection = () => redis.disconnect();
    const processor = this.#processor(url);
    for (const lane of JOB_LANES) {
      const [queue, slots] = [this.#options.queues[lane], this.#options.slots[lane]];
      const { log } = this.#options;
      const worker = new LaneWorker({
        ...{ queue, slots, redis, processor, log },
        prefix: queuePrefix(link),
      });
      worker.begin();
      this.#lanes.push(worker);
    }
    const { slots } = this.#options;
    this.#every(WORKER_HEARTBEAT_MS, () => this.#announce({ id: link.node, url, slots }));
    this.#every(INTEREST_MS, () => this.#endUnwanted());
    return port;
  }

  /** Drops what it has of a scope: another origin would get what was purged. */
  purge(scope: PurgeScope): void {
    this.#finished.purge(scope);
  }

  /** Takes no more jobs and finishes what is in progress; hands back what is left when the time is over. Never rejects. */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    this.#stopTimers();
    await this.#records.withdraw(this.#options.link.node).catch(() => undefined);
    // Locks are renewed until the jobs have ended.
    const ended = Promise.all(this.#lanes.map((lane) => lane.close()));
    await within(Math.max(0, graceMs - HAND_BACK_MS - LAST_FETCHES_MS), ended);
    for (const lane of this.#lanes) for (const id of lane.running) lane.cancel(id);
    await within(HAND_BACK_MS, ended);
    await this.#lastFetches();
  }

  /** Ends all jobs and connections. Never rejects. */
  async close(): Promise<void> {
    this.#isDraining = true;
    this.#stopTimers();
    await within(CLOSE_MS, Promise.all(this.#lanes.map((lane) => lane.end())));
    this.#closeConnection();
    await this.#server.close();
  }

  #processor(url: string): JobProcessor {
    const { link, seal, library, producer, registry, tracing, log } = this.#options;
    const services = { library, producer, finished: this.#finished };
    return new JobProcessor({
      ...{ seal, tracing, log, worker: { id: link.node, url } },
      run: (id, job, signal) => runJob(services, id, job, signal),
      deadLetters: new DeadLetters(link),
      isDraining: () => this.#isDraining,
      metrics: workerMetrics(registry, {
        running: () => this.#running.length,
        finishedBytes: () => this.#finished.bytes,
      }),
    });
  }

  get #running(): readonly string[] {
    return this.#lanes.flatMap(({ running }) => [...running]);
  }

  /** Suspended workers take no jobs, and say so. */
  async #announce(record: WorkerRecord): Promise<void> {
    const isSuspended = await this.#records.announce(record);
    if (isSuspended === this.#isSuspended) return;
    this.#isSuspended = isSuspended;
    const { log } = this.#options;
    if (isSuspended)
      log.error('an origin got wrong bytes from this worker, which takes no jobs for a minute');
    else log.info('this worker takes jobs again');
    for (const lane of this.#lanes) await (isSuspended ? lane.pause() : lane.resume());
  }

  async #endUnwanted(): Promise<void> {
    // Only of these is known whether they are waited for: others may have begun meanwhile.
    const asked = this.#running;
    const wanted = await wantedJobs(this.#options.link, asked);
    for (const id of asked) if (!wanted.has(id)) for (const lane of this.#lanes) lane.cancel(id);
  }

  async #lastFetches(): Promise<void> {
    const until = performance.now() + LAST_FETCHES_MS;
    while (this.#finished.hasUnfetched && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, LAST_FETCHES_CHECK_MS));
  }

  /** What fails, fails because Redis does not answer. */
  #every(ms: number, work: () => Promise<void>): void {
    const run = () => void work().catch(() => undefined);
    run();
    this.#timers.push(setInterval(run, ms).unref());
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}
