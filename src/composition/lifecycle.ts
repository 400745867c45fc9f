/** Starts the parts of a server in order, and drains and stops them in the reverse order. */
import type { Logger } from 'pino';
import { within } from '../shared/deadline.js';

/** A part that has to be started, drained or stopped. What its functions return is waited for. */
export interface Part {
  /** For the log. */
  readonly name: string;
  readonly start?: () => unknown;
  /**
   * Finishes what is in progress, once the shutdown signal has told all parts to begin nothing new.
   * @param graceMs how long it may take.
   */
  readonly drain?: (graceMs: number) => unknown;
  /** Ends what is left, drained or not. */
  readonly stop?: () => unknown;
}

interface LifecycleOptions {
  readonly log: Logger;
  /** How long draining may take, all parts together. */
  readonly graceMs: number;
  /** How long starting one part may take, and how long stopping all that were drained. */
  readonly limitsMs?: { readonly start: number; readonly stop: number };
}

/** Generous for reading what an earlier process left; after this, a disk counts as not answering. */
const START_MS = 60_000;
/** Container platforms end a process 30 s after they have told it to stop; the grace period is 20 s by default. */
const STOP_MS = 5000;

export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #limitsMs: { readonly start: number; readonly stop: number };
  readonly #shutdown = new AbortController();
  /** The last one first. */
  readonly #started: Part[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: LifecycleOptions) {
    this.#options = options;
    this.#limitsMs = options.limitsMs ?? { start: START_MS, stop: STOP_MS };
  }

  /** Aborts when the parts are told to stop. */
  get shutdownSignal(): AbortSignal {
    return this.#shutdown.signal;
  }

  /**
   * Starts the parts, each when the one before it has started. If one does not start, stops those that have.
   * @throws what the part threw; an error that names it if it was late.
   */
  async start(parts: readonly Part[]): Promise<void> {
    const { start: limitMs } = this.#limitsMs;
    for (const part of parts) {
      try {
        const isDone = await isDoneWithin(limitMs, () => part.start?.());
        // Also one that is late: it may still start.
        this.#started.unshift(part);
        if (!isDone) throw new Error(`${part.name}: no start in ${limitMs} ms`);
      } catch (error) {
        // Nothing has been served yet that would have to be drained.
        this.#shutdown.abort();
        await this.#endAll('stop', this.#limitsMs.stop);
        throw error;
      }
    }
  }

  /**
   * Drains the parts that have started, one after the other within the grace period, then stops them. A part that fails or
   * is late is logged, and the next one follows. Never rejects. Repeated calls return the same promise.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { log, graceMs } = this.#options;
    log.info('stopping');
    this.#shutdown.abort();
    await this.#endAll('drain', graceMs);
    await this.#endAll('stop', this.#limitsMs.stop);
    log.info('stopped');
  }

  /** @param limitMs for all parts together; each is called, whatever is left of it. */
  async #endAll(step: 'drain' | 'stop', limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    for (const part of this.#started) await this.#end(part, step, Math.max(0, deadline - performance.now()));
  }

  async #end(part: Part, step: 'drain' | 'stop', limitMs: number): Promise<void> {
    const { log } = this.#options;
    try {
      const isDone = await isDoneWithin(limitMs, () => part[step]?.(limitMs));
      if (!isDone) log.warn({ part: part.name, step, limitMs: Math.round(limitMs) }, 'a part is late');
    } catch (error) {
      log.error({ part: part.name, step, err: error }, 'a part failed');
    }
  }
}

/** Whether the step resolves in time. @throws what it throws in time. */
async function isDoneWithin(limitMs: number, step: () => unknown): Promise<boolean> {
  let isDone = false;
  const run = async () => {
    await step();
    isDone = true;
  };
  await within(limitMs, run());
  return isDone;
}
