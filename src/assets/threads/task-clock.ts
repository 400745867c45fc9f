/** Tells when a task has gone on for too long. */
import { type ProcessorTime, processorMsSince } from './processor-time.js';

export interface TimeLimits {
  /** In milliseconds that pass. */
  readonly limitMs: number;
  /**
   * In milliseconds of processor time of the task's thread, which other work on the machine does not use up; by default none. Where the
   * system does not tell that, in milliseconds that pass since the task began.
   */
  readonly processorLimitMs?: number;
}

/** A thread that has nearly used up its time is not looked at more often. */
const LEAST_CHECK_MS = 20;

export class TaskClock {
  readonly #limits: TimeLimits;
  readonly #onOver: () => void;
  #passing: NodeJS.Timeout | undefined;
  #processor: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** @param onOver called when a limit is passed, at most twice. */
  constructor(limits: TimeLimits, onOver: () => void) {
    this.#limits = limits;
    this.#onOver = onOver;
  }

  /** Begins to count the time that passes, from 0. */
  restart(): void {
    this.pause();
    this.#passing = setTimeout(this.#onOver, this.#limits.limitMs);
  }

  /** Counts no time that passes until `restart`. */
  pause(): void {
    clearTimeout(this.#passing);
  }

  /** Begins to count processor time. @param used what the thread had used when its task began; undefined if it cannot tell. */
  watch(used: ProcessorTime | undefined): void {
    const { processorLimitMs } = this.#limits;
    if (processorLimitMs !== undefined && !this.#isStopped)
      this.#checkAfter(processorLimitMs, used, processorLimitMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.pause();
    clearTimeout(this.#processor);
  }

  /** @param left before this time has passed, it cannot be used up. */
  #checkAfter(left: number, used: ProcessorTime | undefined, limitMs: number): void {
    const check = async () => {
      const ms = (used && (await processorMsSince(used))) ?? limitMs;
      if (this.#isStopped) return;
      if (ms >= limitMs) this.#onOver();
      else this.#checkAfter(limitMs - ms, used, limitMs);
    };
    this.#processor = setTimeout(() => void check(), Math.max(left, LEAST_CHECK_MS));
  }
}
