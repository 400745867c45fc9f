/**
 * Warm processes: started in advance and waiting for their input. Starting a distribution's ffmpeg, which links two hundred
 * libraries, takes about 50 ms; a warm process starts encoding at once.
 */
import { LRUCache } from 'lru-cache';
import type { FfmpegCommand, FfmpegInput, FfmpegProcess, FfmpegResult } from './process.js';
import { startFfmpeg } from './process.js';
import { isRunnable } from './process-state.js';

interface WarmProcessesOptions {
  /** Maximum number of warm processes; 0 for none. */
  readonly maxWaiting: number;
  /** How long a process may wait before it is killed, in milliseconds. */
  readonly maxWaitMs: number;
}

/** How many command lines to remember: for one viewer, video in one chunk and in several, audio, and a rendition switch. */
const MAX_COMMANDS = 8;

/** A recently used command line. */
interface WarmCommand {
  readonly command: FfmpegCommand;
  /** Runs now, and the most at the same time so far, which is how many processes to keep warm. */
  running: number;
  peak: number;
  /** Whether it was dropped from the remembered commands. */
  evicted: boolean;
  /** Each with the timer that kills it. */
  readonly waiting: Map<FfmpegProcess, NodeJS.Timeout>;
}

export class WarmProcesses {
  readonly #options: WarmProcessesOptions;
  readonly #commands: LRUCache<string, WarmCommand>;
  #replenishing = false;

  constructor(options: WarmProcessesOptions) {
    this.#options = options;
    this.#commands = new LRUCache({
      max: MAX_COMMANDS,
      dispose: (entry) => {
        entry.evicted = true;
        for (const process of entry.waiting.keys()) process.kill();
      },
    });
  }

  /** How many processes wait now. */
  get count(): number {
    let count = 0;
    for (const { waiting } of this.#commands.values()) count += waiting.size;
    return count;
  }

  /**
   * Runs a command in a warm process if there is one for its arguments, else in a new process.
   * @param command must be equal for equal arguments.
   * @throws OnplayError as `startFfmpeg` and `FfmpegProcess.feed` do.
   */
  async run(command: FfmpegCommand, input: FfmpegInput): Promise<FfmpegResult> {
    const entry = this.#entryOf(command);
    const warm = takeFrom(entry);
    entry.running += 1;
    entry.peak = Math.max(entry.peak, entry.running);
    try {
      return await (warm ?? (await startFfmpeg(command))).feed(input);
    } finally {
      entry.running -= 1;
    }
  }

  /**
   * Starts a process for a command that will run soon, so that it starts while something else is done first; unless one waits for it, or
   * as many as may. Never rejects.
   */
  async prepare(command: FfmpegCommand): Promise<void> {
    const entry = this.#entryOf(command);
    if (entry.waiting.size > 0 || this.count >= this.#options.maxWaiting) return;
    // Not urgent: the run will fail with the reason.
    await start(entry, this.#options.maxWaitMs).catch(() => undefined);
  }

  /**
   * Starts missing processes one after the other, for the most recently used commands first. Call when the machine is idle.
   * Resolves when none is missing or one could not be started; never rejects.
   */
  async replenish(): Promise<void> {
    if (this.#replenishing) return;
    this.#replenishing = true;
    try {
      // Bounded, even if processes end as soon as they are started.
      for (let left = this.#options.maxWaiting; left > 0; left -= 1) {
        const missing = this.#nextMissing();
        if (!missing) return;
        await start(missing, this.#options.maxWaitMs);
      }
    } catch {
      // Not urgent: the next run will fail with the reason.
    } finally {
      this.#replenishing = false;
    }
  }

  /** Kills all warm processes. */
  clear(): void {
    this.#commands.clear();
  }

  #entryOf(command: FfmpegCommand): WarmCommand {
    const key = command.args.join('\0');
    const known = this.#commands.get(key);
    if (known) return known;
    const entry: WarmCommand = { command, running: 0, peak: 0, evicted: false, waiting: new Map() };
    this.#commands.set(key, entry);
    return entry;
  }

  #nextMissing(): WarmCommand | undefined {
    if (this.count >= this.#options.maxWaiting) return undefined;
    return [...this.#commands.values()].find(({ waiting, peak }) => waiting.size < peak);
  }
}

/** Adds one warm process. */
async function start(entry: WarmCommand, maxWaitMs: number): Promise<void> {
  const { command, waiting } = entry;
  const process = await startFfmpeg(command);
  if (entry.evicted) {
    process.kill();
    return;
  }
  // Removed first: it takes a moment to end, and must not be used meanwhile.
  const end = () => waiting.delete(process) && process.kill();
  waiting.set(process, setTimeout(end, maxWaitMs).unref());
  const forget = () => {
    clearTimeout(waiting.get(process));
    waiting.delete(process);
  };
  process.result.then(forget, forget);
}

/** The process that has been warm longest. Kills those that were stopped meanwhile: one would hold an encode slot until its timeout. */
function takeFrom({ waiting }: WarmCommand): FfmpegProcess | undefined {
  for (const [process, timer] of waiting) {
    clearTimeout(timer);
    waiting.delete(process);
    if (isRunnable(process.pid)) return process;
    process.kill();
  }
  return undefined;
}
