/**
 * Decides when each job may run. It does not know what the jobs do.
 *
 * There are four lanes, each with its own slots and its own bounded queue. Video encodes are heavy and take seconds;
 * audio encodes and init segments are light and take a fraction of a second. In one queue with weighted slots, light jobs
 * would either wait behind heavy ones or, if they could overtake, starve them; separate lanes rule out both. For the same
 * reason the work before the first segment of a master has lanes of its own: indexing takes seconds at worst, remuxing
 * minutes.
 */
import { encodeCancelled, shuttingDown } from './errors.js';
import { type Applicant, Lane, type Release } from './lane.js';
import { Pauses } from './pauses.js';
import { type Priority, Urgency } from './urgency.js';

/** The lanes of media that viewers play: `heavy` for video encodes, `light` for audio encodes and other short jobs. */
export type PlaybackLane = 'heavy' | 'light';
/** All lanes: those above, and `index` and `remux` for the preparation of masters. */
type LaneName = PlaybackLane | 'index' | 'remux';

/** Options of {@link createScheduler}. */
export interface SchedulerOptions {
  /** How many heavy jobs run at once; at least 1. Up to twice as many while demand meets prefetch; see `Lane`. */
  readonly slots: number;
  /** The same for light jobs. */
  readonly lightSlots: number;
  /** How many masters are indexed at once; `lightSlots` by default. */
  readonly indexSlots?: number;
  /** How many masters are remuxed at once; 1 by default. */
  readonly remuxSlots?: number;
  /** How many jobs may wait in each lane; 0 refuses every job that cannot start immediately. */
  readonly maxQueued: number;
  /** Whether heavy jobs obey `SlotLease.pauses`; see `Lane`. False by default. */
  readonly canPause?: boolean;
  /** Called whenever a job has ended and none runs or waits, remuxing aside; not after `close`. */
  readonly onIdle?: () => void;
  /** The clock of deadlines, in milliseconds; `performance.now` by default. */
  readonly clock?: () => number;
}

/** What the scheduler needs to know of a job. */
export interface Job {
  readonly lane: LaneName;
  /** Pass an `Urgency` if a prefetch may become demand while it waits. */
  readonly urgency: Priority | Urgency;
  /**
   * The client the job is for, unless callers have joined `urgency`. Clients share the slots fairly; jobs without a
   * client count as those of one client.
   */
  readonly client?: string;
  /** Whether `waitingClients` leaves it out, as of one who plays nothing; false by default. */
  readonly isUncounted?: boolean;
}

/** The slot that a job holds while it runs. */
export interface SlotLease {
  readonly signal: AbortSignal;
  /** How long the job waited in the queue, in milliseconds. */
  readonly queuedMs: number;
  /** When the job has to stand still; never if the scheduler cannot pause. */
  readonly pauses: Pauses;
  /** Takes up to `most` further free slots, which the job then holds until it ends. Returns how many it got. */
  takeFreeSlots(most: number): number;
}

/** Runs jobs in lanes. `close` and then `idle` make an orderly shutdown. */
export class Scheduler {
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #clock: () => number;
  /** Jobs that wait or run. */
  #active = 0;
  #closed = false;
  #idleListeners: (() => void)[] = [];
  readonly #onIdle: () => void;

  constructor(options: SchedulerOptions) {
    this.#onIdle = options.onIdle ?? (() => undefined);
    this.#clock = options.clock ?? (() => performance.now());
    const { slots, lightSlots, indexSlots = lightSlots, remuxSlots = 1, maxQueued } = options;
    const clock = this.#clock;
    this.#lanes = {
      heavy: new Lane({ slots, maxQueued, clock, canPause: options.canPause ?? false }),
      light: new Lane({ slots: lightSlots, maxQueued, clock }),
      index: new Lane({ slots: indexSlots, maxQueued, clock }),
      remux: new Lane({ slots: remuxSlots, maxQueued, clock }),
    };
  }

  /** How many jobs wait, without remux jobs: these take minutes, and no other job waits for their slots. */
  get depth(): number {
    return this.#lanes.heavy.depth + this.#lanes.light.depth + this.#lanes.index.depth;
  }

  /** For how many heavy jobs in demand a client who arrives now waits, one of each waiting client; `except` is not counted. */
  waitingClients(except: string): number {
    return this.#lanes.heavy.waitingClients(except);
  }

  /** How many slots are in use, without those of remux jobs. */
  get running(): number {
    return this.#lanes.heavy.running + this.#lanes.light.running + this.#lanes.index.running;
  }

  /**
   * Runs `work` as soon as its lane grants it a slot, and returns its result. The slot is held until the promise of
   * `work` settles, so `work` must obey its signal.
   * @throws OnplayError `queue_full`, `shutting_down`, or `encode_cancelled` if `signal` aborts before `work` starts;
   *   otherwise whatever `work` throws.
   */
  async run<T>(job: Job, work: (turn: SlotLease) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#closed) throw shuttingDown();
    this.#active += 1;
    try {
      return await this.#runInSlot(job, work, signal);
    } finally {
      this.#active -= 1;
      if (this.running === 0 && this.depth === 0 && !this.#closed) this.#onIdle();
      this.#notifyIfIdle();
    }
  }

  /** Refuses new jobs and queued prefetch with `shutting_down`. Running and queued demand is still completed. */
  close(): void {
    this.#closed = true;
    for (const lane of Object.values(this.#lanes)) lane.dropPrefetch(shuttingDown());
  }

  /** Resolves when no job waits or runs, remux jobs included. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleListeners.push(resolve);
      this.#notifyIfIdle();
    });
  }

  async #runInSlot<T>(job: Job, work: (turn: SlotLease) => Promise<T>, signal: AbortSignal): Promise<T> {
    const urgency = job.urgency instanceof Urgency ? job.urgency : new Urgency(job.urgency);
    const queuedAt = this.#clock();
    const lane = this.#lanes[job.lane];
    const client = job.client ?? '';
    const pauses = new Pauses(this.#clock);
    const { isUncounted = false } = job;
    const held = [await lane.acquire({ urgency, client, pauses, isUncounted }, signal)];
    try {
      // The signal may abort between the grant and this line.
      if (signal.aborted) throw encodeCancelled(signal.reason);
      const queuedMs = this.#clock() - queuedAt;
      return await work({
        signal,
        queuedMs,
        pauses,
        takeFreeSlots: (most) => {
          const free = freeSlots(lane, { urgency, client }, most);
          held.push(...free);
          return free.length;
        },
      });
    } finally {
      for (const release of held) release();
    }
  }

  #notifyIfIdle(): void {
    if (this.#active > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}

/** Takes up to `most` slots that are free now. */
function freeSlots(lane: Lane, applicant: Applicant, most: number): readonly Release[] {
  const free: Release[] = [];
  while (free.length < most) {
    const release = lane.acquireFree(applicant);
    if (!release) break;
    free.push(release);
  }
  return free;
}

/** Creates a scheduler without jobs. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new Scheduler(options);
}
