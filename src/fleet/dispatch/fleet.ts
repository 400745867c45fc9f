/** A fleet as an origin has it: whether it is there, and a producer that encodes there. */

import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { RedisLink } from '../../redis/index.js';
import type { SegmentProducer } from '../../segments/index.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import { DeadLetters } from '../coordination/dead-letters.js';
import { Interest, ORIGIN_HEARTBEAT_MS } from '../coordination/interest.js';
import { WorkerRecords } from '../coordination/worker-records.js';
import { SegmentFetcher } from '../delivery/fetch-segment.js';
import type { FleetSeal } from '../fleet-seal.js';
import type { JobLane } from '../jobs/job.js';
import type { QueueNames } from '../jobs/queue-names.js';
import type { AskServices } from './ask.js';
import { AvoidedWorkers } from './avoided-workers.js';
import { Circuit } from './circuit.js';
import { Dispatcher } from './dispatcher.js';
import { type FleetMetrics, fleetMetrics } from './fleet-metrics.js';
import { FleetProducer } from './fleet-producer.js';
import { JobLanes } from './job-lanes.js';
import { Presence } from './presence.js';
import { WaitingJobs } from './waiting-jobs.js';

export interface FleetOptions {
  readonly link: Pick<RedisLink, 'run' | 'key' | 'connect' | 'node'>;
  readonly seal: FleetSeal;
  readonly queues: QueueNames;
  /** How long a job may take, with the time in the queue; the origin encodes then. */
  readonly limitMs: number;
  /** How many jobs may wait for a worker, of all that this origin asks for. */
  readonly maxWaiting: number;
  /** Whether the table of problems has a code. */
  readonly isKnownCode: (code: string) => boolean;
  /** Of the origin's metrics. */
  readonly registry: Registry;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Where segments are encoded now, for `/readyz`. */
export interface FleetStatus {
  readonly encoding: 'fleet' | 'local';
  readonly workers: number;
}

const CIRCUIT = { limit: 5, firstPauseMs: 2000, maxPauseMs: 60_000 } as const;

export class Fleet {
  readonly #options: FleetOptions;
  readonly #interest: Interest;
  readonly #records: WorkerRecords;
  readonly #lanes: JobLanes;
  readonly #presence: Presence;
  readonly #waiting = new WaitingJobs();
  readonly #fetcher = new SegmentFetcher();
  readonly #circuit: Circuit;
  readonly #metrics: FleetMetrics;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: FleetOptions) {
    const { link, seal, queues, registry } = options;
    this.#options = options;
    this.#interest = new Interest(link, link.node);
    this.#records = new WorkerRecords(link, seal, queues);
    this.#lanes = new JobLanes(link, queues);
    const deadLetters = new DeadLetters(link);
    this.#presence = new Presence({
      workers: () => this.#records.living(),
      waiting: async (lane) => (await this.#lanes.queue(lane)).waiting(),
      deadLetters: () => deadLetters.count(),
    });
    this.#circuit = new Circuit({ ...CIRCUIT, clock: () => performance.now() });
    this.#metrics = fleetMetrics(registry, {
      view: () => this.#presence.view,
      oldestWaitMs: () => this.#waiting.oldestWaitMs(performance.now()),
    });
  }

  get status(): FleetStatus {
    const { isReachable, workers } = this.#presence.view;
    const encoding = isReachable && workers > 0 && !this.#circuit.isOpen ? 'fleet' : 'local';
    return { encoding, workers };
  }

  /** Connects. Resolves when the fleet is known, or Redis did not answer. Never rejects. */
  async begin(): Promise<void> {
    const beat = () => void this.#interest.beat().catch(() => undefined);
    this.#heartbeat = setInterval(beat, ORIGIN_HEARTBEAT_MS).unref();
    beat();
    await this.#lanes.begin();
    await this.#presence.begin();
  }

  /** A producer that has segments encoded by the fleet, and by `local` while there is none. */
  producer(local: SegmentProducer): SegmentProducer {
    const { seal, maxWaiting, isKnownCode, tracing, log } = this.#options;
    const metrics = this.#metrics;
    const dispatcher = new Dispatcher({
      ...{ seal, isKnownCode, metrics, log },
      services: (lane) => this.#services(lane),
      fetcher: this.#fetcher,
      avoided: new AvoidedWorkers(() => performance.now()),
      suspend: (worker) => this.#records.suspend(worker),
    });
    return new FleetProducer({
      ...{ local, dispatcher, seal, maxWaiting, metrics, tracing, log },
      circuit: this.#circuit,
      waiting: this.#waiting,
      view: () => this.#presence.view,
      lose: () => this.#presence.lose(),
    });
  }

  /** Ends all connections; call it when no segment is waited for. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#presence.close();
    this.#fetcher.close();
    await this.#interest.end().catch(() => undefined);
    await this.#lanes.close();
  }

  #services(lane: JobLane): AskServices {
    const { limitMs } = this.#options;
    return {
      interest: this.#interest,
      outcomes: this.#lanes.outcomes[lane],
      queue: () => this.#lanes.queue(lane),
      onLost: (listener) => this.#presence.onLost(listener),
      limitMs,
    };
  }
}
