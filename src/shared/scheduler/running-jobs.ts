/** What holds the slots of a lane. */
import type { Pauses } from './pauses.js';
import type { Priority, Urgency } from './urgency.js';

/** A job that holds a slot. */
export interface RunningJob {
  readonly urgency: Urgency;
  /** Absent if the job cannot be paused, and for each further slot of the same job. */
  readonly pauses?: Pauses;
}

/** A job that can be paused. */
interface PausableJob extends RunningJob {
  readonly pauses: Pauses;
}

export class RunningJobs {
  readonly #jobs = new Set<RunningJob>();

  /** How many slots are held, those of paused jobs included. */
  get size(): number {
    return this.#jobs.size;
  }

  /** Returns the function that removes the job, which ends its pause. */
  add(job: RunningJob): () => void {
    // A copy for each slot: a set holds the same object only once.
    const held = { ...job };
    this.#jobs.add(held);
    return () => {
      this.#jobs.delete(held);
      held.pauses?.resume();
    };
  }

  /** How many slots are held by jobs of a priority that are not paused. */
  countActive(priority: Priority): number {
    let count = 0;
    for (const job of this.#jobs) if (isActive(job) && job.urgency.priority === priority) count += 1;
    return count;
  }

  /** The active demand that is due last, of what can be paused and holds no more than one slot. */
  get mostPatient(): PausableJob | undefined {
    let found: PausableJob | undefined;
    for (const job of this.#jobs) {
      const { urgency, pauses } = job;
      if (!pauses || !isActive(job) || urgency.priority !== 'demand' || this.#slotsOf(urgency) > 1) continue;
      if (!found || urgency.dueAt > found.urgency.dueAt) found = { urgency, pauses };
    }
    return found;
  }

  /** The paused job that is due first. */
  get firstPaused(): PausableJob | undefined {
    let found: PausableJob | undefined;
    for (const { urgency, pauses } of this.#jobs) {
      if (!pauses?.isPaused) continue;
      if (!found || urgency.dueAt < found.urgency.dueAt) found = { urgency, pauses };
    }
    return found;
  }

  #slotsOf(urgency: Urgency): number {
    let count = 0;
    for (const job of this.#jobs) if (job.urgency === urgency) count += 1;
    return count;
  }
}

function isActive({ pauses }: RunningJob): boolean {
  return !pauses?.isPaused;
}
