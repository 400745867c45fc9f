/**
 * Processes that were started before they are needed and wait for their input. Starting one takes some 50 ms with a
 * distribution's ffmpeg, which links two hundred libraries; one that waits starts at once.
 */
import { LRUCache } from 'lru-cache';
import type { FfmpegCommand, FfmpegInput, FfmpegProcess, FfmpegResult } from './process.js';
import { startFfmpeg } from './process.js';
import { isRunnable } from './process-state.js';

export interface WarmProcessesOptions {
  /** How many wait at once; 0 lets none wait. */
  readonly most: number;
  /** How long one waits before it is ended, in milliseconds. */
  readonly maxWaitMs: number;
}

/** How many command lines are remembered: a viewer's pictures alone and in parts, their sound, and a switch. */
const REMEMBERED_COMMANDS = 8;

/** One command line that was used lately. */
interface Remembered {
  readonly command: FfmpegCommand;
  /** How many of it run, and ever ran, at once: so many are worth having. */
  running: number;
  peak: number;
  /** That it is not remembered any more. */
  forgotten: boolean;
  /** Each with the timer that ends it. */
  readonly waiting: Map<FfmpegProcess, NodeJS.Timeout>;
}

export class WarmProcesses {
  readonly #options: WarmProcessesOptions;
  readonly #commands: LRUCache<string, Remembered>;
  #replenishing = false;

  constructor(options: WarmProcessesOptions) {
    this.#options = options;
    this.#commands = new LRUCache({
      max: REMEMBERED_COMMANDS,
      dispose: (remembered) => {
        remembered.forgotten = true;
        for (const process of remembered.waiting.keys()) process.kill();
      },
    });
  }

  /** How many wait now. */
  get count(): number {
    let count = 0;
    for (const { waiting } of this.#commands.values()) count += waiting.size;
    return count;
  }

  /**
   * Runs a command in a process that waits for it, or else in a new one. Throws what `startFfmpeg` and `FfmpegProcess.feed` throw.
   * @param command with the same settings at every call, its arguments and outputs aside.
   */
  async run(command: FfmpegCommand, input: FfmpegInput): Promise<FfmpegResult> {
    const remembered = this.#remember(command);
    const waiting = takeFrom(remembered);
    remembered.running += 1;
    remembered.peak = Math.max(remembered.peak, remembered.running);
    try {
      return await (waiting ?? (await startFfmpeg(command))).feed(input);
    } finally {
      remembered.running -= 1;
    }
  }

  /**
   * Starts what is missing, one after the other, for the commands used last first. To be called when the machine has
   * nothing else to do. Resolves when all are there, or the system has no room for more.
   */
  async replenish(): Promise<void> {
    if (this.#replenishing) return;
    this.#replenishing = true;
    try {
      // As many as may wait, even where they end at once.
      for (let left = this.#options.most; left > 0; left -= 1) {
        const missing = this.#nextMissing();
        if (!missing) return;
        await start(missing, this.#options.maxWaitMs);
      }
    } catch {
      // There is no hurry: who needs one will be told why it does not start.
    } finally {
      this.#replenishing = false;
    }
  }

  /** Ends all that wait. */
  clear(): void {
    this.#commands.clear();
  }

  #remember(command: FfmpegCommand): Remembered {
    const key = command.args.join('\0');
    const known = this.#commands.get(key);
    if (known) return known;
    const remembered: Remembered = { command, running: 0, peak: 0, forgotten: false, waiting: new Map() };
    this.#commands.set(key, remembered);
    return remembered;
  }

  #nextMissing(): Remembered | undefined {
    if (this.count >= this.#options.most) return undefined;
    return [...this.#commands.values()].find(({ waiting, peak }) => waiting.size < peak);
  }
}

/** Adds one that waits. */
async function start(remembered: Remembered, maxWaitMs: number): Promise<void> {
  const { command, waiting } = remembered;
  const process = await startFfmpeg(command);
  if (remembered.forgotten) {
    process.kill();
    return;
  }
  // Forgotten at once: it takes a moment to end, in which nobody must be given it.
  const end = () => waiting.delete(process) && process.kill();
  waiting.set(process, setTimeout(end, maxWaitMs).unref());
  const forget = () => {
    clearTimeout(waiting.get(process));
    waiting.delete(process);
  };
  process.result.then(forget, forget);
}

/** The one that waited longest. Those that were stopped meanwhile are ended: they would hold a slot for as long as an encode may take. */
function takeFrom({ waiting }: Remembered): FfmpegProcess | undefined {
  for (const [process, timer] of waiting) {
    clearTimeout(timer);
    waiting.delete(process);
    if (isRunnable(process.pid)) return process;
    process.kill();
  }
  return undefined;
}
