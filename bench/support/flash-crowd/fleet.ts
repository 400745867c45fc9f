/** Workers that encode what is requested, the most urgent first, while an autoscaler adds more. Pure: discrete events. */
import { BinaryHeap } from './binary-heap.js';

export interface FleetAssumptions {
  /** Encodes that a worker runs at once: its processors. */
  readonly slotsPerWorker: number;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** How often the autoscaler looks at the queue. */
  readonly pollSeconds: number;
  /** From its decision until a new worker takes jobs. */
  readonly startSeconds: number;
  /** How many new workers one look may ask for: as many as there are, and at least this many. */
  readonly minStep: number;
}

/** A part of a segment. */
export interface EncodeJob {
  /** The segment's. */
  readonly key: number;
  /** How many parts the segment has. */
  readonly parts: number;
  /** From when on it can run, in seconds. */
  readonly at: number;
  /** The earlier, the more urgent. */
  readonly dueAt: number;
  readonly seconds: number;
}

export interface FleetRun {
  /** When the last part of each segment was or will be done, by key; absent if one has not begun within the time. */
  readonly doneAt: ReadonlyMap<number, number>;
  /** Workers that took jobs, at each look of the autoscaler. */
  readonly workers: readonly (readonly [seconds: number, workers: number])[];
  /** The most jobs that waited. */
  readonly longestQueue: number;
}

/** @param jobs in order of `at`. */
export function encodeAll(
  jobs: readonly EncodeJob[],
  fleet: FleetAssumptions,
  untilSeconds: number,
): FleetRun {
  const run = new FleetSimulation(jobs, fleet);
  for (let now = run.nextAt; now <= untilSeconds; now = run.nextAt) run.advanceTo(now);
  return run;
}

class FleetSimulation implements FleetRun {
  readonly doneAt = new Map<number, number>();
  readonly workers: [number, number][] = [];
  longestQueue = 0;
  readonly #jobs: readonly EncodeJob[];
  readonly #fleet: FleetAssumptions;
  readonly #waiting = new BinaryHeap();
  /** When each running job ends. */
  readonly #running = new BinaryHeap();
  /** When new workers are there; the numbers of them. */
  readonly #starting = new BinaryHeap();
  /** Segments with parts that have begun: how many have, and when they end. */
  readonly #begun = new Map<number, { parts: number; end: number }>();
  #arrived = 0;
  #ready: number;
  #wanted: number;
  #pollAt = 0;

  constructor(jobs: readonly EncodeJob[], fleet: FleetAssumptions) {
    this.#jobs = jobs;
    this.#fleet = fleet;
    this.#ready = fleet.minWorkers;
    this.#wanted = fleet.minWorkers;
  }

  get nextAt(): number {
    const arrival = this.#jobs[this.#arrived]?.at ?? Number.POSITIVE_INFINITY;
    return Math.min(arrival, this.#running.lowest, this.#starting.lowest, this.#pollAt);
  }

  advanceTo(now: number): void {
    while (this.#running.lowest <= now) this.#running.pop();
    while (this.#starting.lowest <= now) this.#ready += this.#starting.pop()!;
    for (let job = this.#jobs[this.#arrived]; job && job.at <= now; job = this.#jobs[++this.#arrived])
      this.#waiting.push(this.#arrived, job.dueAt);
    this.#startJobs(now);
    this.longestQueue = Math.max(this.longestQueue, this.#waiting.size);
    if (this.#pollAt <= now) this.#scale(now);
  }

  #startJobs(now: number): void {
    const slots = this.#ready * this.#fleet.slotsPerWorker;
    while (this.#waiting.size > 0 && this.#running.size < slots) {
      const job = this.#jobs[this.#waiting.pop()!]!;
      this.#running.push(job.key, now + job.seconds);
      this.#noteEnd(job, now + job.seconds);
    }
  }

  #noteEnd({ key, parts }: EncodeJob, end: number): void {
    const segment = this.#begun.get(key) ?? { parts: 0, end };
    segment.parts += 1;
    segment.end = Math.max(segment.end, end);
    if (segment.parts < parts) this.#begun.set(key, segment);
    else {
      this.#begun.delete(key);
      this.doneAt.set(key, segment.end);
    }
  }

  /** Workers that would take all jobs at once are wanted, and never fewer than before: a crowd has just come. */
  #scale(now: number): void {
    const { slotsPerWorker, minStep, maxWorkers, startSeconds, pollSeconds } = this.#fleet;
    const needed = Math.ceil((this.#waiting.size + this.#running.size) / slotsPerWorker);
    const allowed = this.#wanted + Math.max(this.#wanted, minStep);
    const more = Math.min(needed, allowed, maxWorkers) - this.#wanted;
    if (more > 0) {
      this.#wanted += more;
      this.#starting.push(more, now + startSeconds);
    }
    this.workers.push([now, this.#ready]);
    this.#pollAt = now + pollSeconds;
  }
}
