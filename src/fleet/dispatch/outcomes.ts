/**
 * What becomes of the jobs that an origin waits for: told by the events of the queue, and asked for now and then, since an event
 * may be lost. BullMQ's `waitUntilFinished` is not used: it throws, or hangs, for jobs that are removed when they are done.
 */
import type { JobState } from '../jobs/job-queue.js';

/** The end of a job. */
export type Outcome = Exclude<JobState, { is: 'open' }>;

export interface JobListener {
  settled(outcome: Outcome): void;
  /** A worker has taken it up, or it waits again since that worker has ended. */
  active?(isActive: boolean): void;
  /** It was there before it was added, with this priority. */
  known?(priority: number): void;
}

interface Entry {
  readonly listener: JobListener;
  /** Whether Redis has accepted it: before, it is no sign of anything that there is no such job. */
  isAdded: boolean;
  /** Whether the event of that has come: what came before is of an earlier job with this id. */
  isAnnounced: boolean;
}

/** Between two times that a job is asked for. Events take a millisecond. */
const POLL_MS = 2000;
/** Jobs asked for at a time; the next ones at the next time. */
const MAX_POLLED = 200;

export class Outcomes {
  readonly #stateOf: (id: string) => Promise<JobState>;
  readonly #entries = new Map<string, Set<Entry>>();
  #timer: NodeJS.Timeout | undefined;

  /** @param stateOf asks for a job; may reject. */
  constructor(stateOf: (id: string) => Promise<JobState>) {
    this.#stateOf = stateOf;
  }

  begin(): void {
    this.#timer = setInterval(() => void this.poll(), POLL_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Whether a job is listened for. */
  isAwaited(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Listens for a job. Call `added` when it is in the queue, and `stop` in the end. */
  listen(id: string, listener: JobListener): { added(): void; stop(): void } {
    const entry: Entry = { listener, isAdded: false, isAnnounced: false };
    const entries = this.#entries.get(id) ?? new Set();
    this.#entries.set(id, entries.add(entry));
    return {
      added: () => {
        entry.isAdded = true;
      },
      stop: () => {
        entries.delete(entry);
        if (entries.size === 0 && this.#entries.get(id) === entries) this.#entries.delete(id);
      },
    };
  }

  /** The event that a job waits, or that there is one with this id already. */
  onWaiting(id: string): void {
    for (const entry of this.#entries.get(id) ?? []) {
      entry.isAnnounced = true;
      entry.listener.active?.(false);
    }
  }

  /** The event that a worker has taken up a job. */
  onActive(id: string): void {
    for (const { listener } of this.#entries.get(id) ?? []) listener.active?.(true);
  }

  /** The event of a job's end. */
  onEnd(id: string, outcome: Outcome): void {
    const entries = [...(this.#entries.get(id) ?? [])].filter(({ isAnnounced }) => isAnnounced);
    for (const { listener } of entries) listener.settled(outcome);
  }

  /** Asks what became of a job, if it is listened for. Never rejects. */
  async check(id: string): Promise<void> {
    if (!this.#entries.has(id)) return;
    const state = await this.#stateOf(id).catch(() => undefined);
    const entries = [...(this.#entries.get(id) ?? [])].filter(({ isAdded }) => isAdded);
    for (const { listener } of entries) {
      if (state?.is === 'open') listener.known?.(state.priority);
      else if (state) listener.settled(state);
    }
  }

  /** Asks for the jobs that were listened for longest. Never rejects. */
  async poll(): Promise<void> {
    const ids = [...this.#entries.keys()].slice(0, MAX_POLLED);
    // To the end, so that the others are asked for next time.
    for (const id of ids) {
      const entries = this.#entries.get(id)!;
      this.#entries.delete(id);
      this.#entries.set(id, entries);
    }
    await Promise.all(ids.map((id) => this.check(id)));
  }
}
