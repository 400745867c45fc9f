/**
 * Decides when each piece of work may run, and knows nothing of what the work is.
 *
 * There are four lanes, each with its own slots and its own queue. Encoding pictures is heavy and takes seconds; sound
 * and init segments are light and take a fraction of one. With one queue and weighted slots, light work behind heavy
 * work would either wait for it or, let past, starve it; with a lane each neither can hold up the other. Nor can what
 * comes before the first segment of a master: indexing it takes seconds at worst, remuxing it minutes.
 */
import { encodeCancelled, shuttingDown } from './errors.js';
import { Lane, type Release } from './lane.js';
import { type Priority, Urgency } from './urgency.js';

/** The lanes of what viewers play: video encodes, and audio encodes with all that is as short. */
export type PlaybackLane = 'heavy' | 'light';
export type LaneName = PlaybackLane | 'index' | 'remux';

export interface SchedulerOptions {
  /** How many pieces of heavy work run at once, and of light work; each at least 1. */
  readonly slots: number;
  readonly lightSlots: number;
  /** Of masters that are indexed, and remuxed, at once; as many as there is light work, and 1, unless given. */
  readonly indexSlots?: number;
  readonly remuxSlots?: number;
  /** How many may wait in each lane; 0 refuses whatever cannot start at once. */
  readonly maxQueued: number;
  /** Called each time the last job has ended, those that remux aside. */
  readonly onIdle?: () => void;
  /** Milliseconds of the clock that work is due by; the process's unless given. */
  readonly clock?: () => number;
}

export interface Job {
  readonly lane: LaneName;
  /** Give an `Urgency` where a prefetch may become demand while it waits. */
  readonly urgency: Priority | Urgency;
  /** Whom it is for, unless `urgency` says so: clients share the slots fairly. Jobs without one share as one. */
  readonly client?: string;
}

/** What a piece of work is told when its turn has come. */
export interface Turn {
  readonly signal: AbortSignal;
  /** How long the job has waited in the queue. */
  readonly queuedMs: number;
  /** Takes up to so many further slots that nobody else wants now, and holds them too. Returns how many it got. */
  takeFree(most: number): number;
}

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
    this.#lanes = {
      heavy: new Lane(options.slots, options.maxQueued, this.#clock),
      light: new Lane(options.lightSlots, options.maxQueued, this.#clock),
      index: new Lane(options.indexSlots ?? options.lightSlots, options.maxQueued, this.#clock),
      remux: new Lane(options.remuxSlots ?? 1, options.maxQueued, this.#clock),
    };
  }

  /** How many jobs wait, those that remux aside: they take minutes, in which nothing else has to wait for them. */
  get depth(): number {
    return this.#lanes.heavy.depth + this.#lanes.light.depth + this.#lanes.index.depth;
  }

  /** How many clients wait for heavy jobs that viewers wait for, each counted once and `except` not at all. */
  waitingClients(except: string): number {
    return this.#lanes.heavy.waitingClients(except);
  }

  /** How many jobs run, those that remux aside. */
  get running(): number {
    return this.#lanes.heavy.running + this.#lanes.light.running + this.#lanes.index.running;
  }

  /**
   * Runs `work` when a slot of its lane is free and gives back what it gives. The slot is held until the work's
   * promise settles, so work must obey its signal.
   * @throws OnplayError `queue_full`, `shutting_down`, or `encode_cancelled` when `signal` aborts before the turn;
   *   else whatever `work` throws.
   */
  async run<T>(job: Job, work: (turn: Turn) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#closed) throw shuttingDown();
    this.#active += 1;
    try {
      return await this.#runInTurn(job, work, signal);
    } finally {
      this.#active -= 1;
      if (this.running === 0 && this.depth === 0 && !this.#closed) this.#onIdle();
      this.#tellIfIdle();
    }
  }

  /** Refuses new work with `shutting_down`, and queued prefetch too. What viewers wait for is still done. */
  close(): void {
    this.#closed = true;
    for (const lane of Object.values(this.#lanes)) lane.dropPrefetch(shuttingDown());
  }

  /** Resolves when nothing waits or runs. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleListeners.push(resolve);
      this.#tellIfIdle();
    });
  }

  async #runInTurn<T>(job: Job, work: (turn: Turn) => Promise<T>, signal: AbortSignal): Promise<T> {
    const urgency = job.urgency instanceof Urgency ? job.urgency : new Urgency(job.urgency);
    const queuedAt = this.#clock();
    const lane = this.#lanes[job.lane];
    const client = job.client ?? '';
    const held = [await lane.acquire(urgency, client, signal)];
    try {
      // The signal may abort between the slot's being given and this line.
      if (signal.aborted) throw encodeCancelled(signal.reason);
      const queuedMs = this.#clock() - queuedAt;
      return await work({
        signal,
        queuedMs,
        takeFree: (most) => takeFree(lane, urgency, client, most, held),
      });
    } finally {
      for (const release of held) release();
    }
  }

  #tellIfIdle(): void {
    if (this.#active > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}

function takeFree(lane: Lane, urgency: Urgency, client: string, most: number, held: Release[]): number {
  let taken = 0;
  for (; taken < most; taken++) {
    const release = lane.acquireFree(urgency, client);
    if (!release) break;
    held.push(release);
  }
  return taken;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  return new Scheduler(options);
}
