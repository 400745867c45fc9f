/**
 * Processes that were started before they are needed and wait for their input. Starting one takes some 50 ms with a
 * distribution's ffmpeg, which links two hundred libraries; one that waits starts at once.
 */
import { LRUCache } from 'lru-cache';
import type { FfmpegCommand, FfmpegInput, FfmpegProcess, FfmpegResult } from './process.js';
import { spawnFfmpeg } from './process.js';

export interface WaitingOptions {
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
  /** Each with the timer that ends it. */
  readonly waiting: Map<FfmpegProcess, NodeJS.Timeout>;
}

export class WaitingProcesses {
  readonly #options: WaitingOptions;
  readonly #commands: LRUCache<string, Remembered>;

  constructor(options: WaitingOptions) {
    this.#options = options;
    this.#commands = new LRUCache({
      max: REMEMBERED_COMMANDS,
      dispose: ({ waiting }) => {
        for (const process of waiting.keys()) process.kill();
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
   * Runs a command in a process that waits for it, or else in a new one. Throws what `FfmpegProcess.feed` throws.
   * @param command with the same settings at every call, its arguments and outputs aside.
   */
  async run(command: FfmpegCommand, input: FfmpegInput): Promise<FfmpegResult> {
    const remembered = this.#remember(command);
    const waiting = takeFrom(remembered);
    remembered.running += 1;
    remembered.peak = Math.max(remembered.peak, remembered.running);
    try {
      return await (waiting ?? spawnFfmpeg(command)).feed(input);
    } finally {
      remembered.running -= 1;
    }
  }

  /**
   * Starts what is missing, one after the other, for the commands used last first. To be called when the machine has
   * nothing else to do.
   */
  replenish(): void {
    if (this.count >= this.#options.most) return;
    for (const remembered of this.#commands.values()) {
      if (remembered.waiting.size >= remembered.peak) continue;
      // The server's thread stands still while a process is started.
      if (this.#start(remembered)) setImmediate(() => this.replenish());
      return;
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
    const remembered: Remembered = { command, running: 0, peak: 0, waiting: new Map() };
    this.#commands.set(key, remembered);
    return remembered;
  }

  /** Whether one was started; where the system has no room for it, there is no hurry. */
  #start({ command, waiting }: Remembered): boolean {
    try {
      const process = spawnFfmpeg(command);
      // Forgotten at once: it takes a moment to end, in which nobody must be given it.
      const end = () => waiting.delete(process) && process.kill();
      waiting.set(process, setTimeout(end, this.#options.maxWaitMs).unref());
      const forget = () => {
        clearTimeout(waiting.get(process));
        waiting.delete(process);
      };
      process.result.then(forget, forget);
      return true;
    } catch {
      return false;
    }
  }
}

function takeFrom({ waiting }: Remembered): FfmpegProcess | undefined {
  const [oldest] = waiting;
  if (!oldest) return undefined;
  const [process, timer] = oldest;
  clearTimeout(timer);
  waiting.delete(process);
  return process;
}
