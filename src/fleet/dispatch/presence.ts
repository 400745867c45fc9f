/** What an origin knows of the fleet: asked twice a second, never by a request. */
import { slotsOfWorkers, type WorkerRecord } from '../coordination/worker-records.js';
import type { JobLane } from '../jobs/job.js';

const LOOK_MS = 500;

/** The fleet at the last look. */
export interface FleetView {
  readonly isReachable: boolean;
  readonly workers: number;
  readonly slots: Readonly<Record<JobLane, number>>;
  /** How many jobs wait, of all origins. */
  readonly waiting: Readonly<Record<JobLane, number>>;
  readonly deadLetters: number;
}

/** Asks for what the view shows. Rejects where Redis does not answer. */
export interface FleetSource {
  workers(): Promise<readonly WorkerRecord[]>;
  waiting(lane: JobLane): Promise<number>;
  deadLetters(): Promise<number>;
}

const NONE = { heavy: 0, light: 0 } as const;
const UNREACHABLE: FleetView = { isReachable: false, workers: 0, slots: NONE, waiting: NONE, deadLetters: 0 };

export class Presence {
  readonly #source: FleetSource;
  readonly #lostListeners = new Set<() => void>();
  #view = UNREACHABLE;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(source: FleetSource) {
    this.#source = source;
  }

  get view(): FleetView {
    return this.#view;
  }

  /** Looks now, and then twice a second. Never rejects. */
  async begin(): Promise<void> {
    await this.look();
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.begin(), LOOK_MS).unref();
  }

  /** Never rejects. */
  async look(): Promise<void> {
    try {
      const [workers, heavy, light, deadLetters] = await Promise.all([
        this.#source.workers(),
        this.#source.waiting('heavy'),
        this.#source.waiting('light'),
        this.#source.deadLetters(),
      ]);
      const slots = { heavy: slotsOfWorkers(workers, 'heavy'), light: slotsOfWorkers(workers, 'light') };
      const waiting = { heavy, light };
      this.#view = { isReachable: true, workers: workers.length, slots, waiting, deadLetters };
    } catch {
      this.lose();
    }
  }

  /** Redis does not answer: until the next look that succeeds, there is no fleet. */
  lose(): void {
    this.#view = UNREACHABLE;
    for (const listener of [...this.#lostListeners]) listener();
  }

  /** Calls the listener whenever Redis does not answer. Returns the function that unsubscribes. */
  onLost(listener: () => void): () => void {
    this.#lostListeners.add(listener);
    return () => void this.#lostListeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
