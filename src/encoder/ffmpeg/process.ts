/**
 * One ffmpeg process: started confined, fed through its standard input, read from its standard output, always reaped.
 *
 * Starting and feeding are two steps, so that a process can be started before it is needed and wait for its input.
 */
import type { Readable } from 'node:stream';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { FfmpegBinary } from './binary.js';
import { feedInput } from './input.js';
import { endingOf, launchCommand } from './launcher.js';
import type { ProcessLimits } from './limits.js';
import { failureOf, startFailure } from './outcome.js';
import { type Collected, collectAll } from './output.js';
import type { ProcessRegistry } from './registry.js';
import type { FileAccess } from './sandbox.js';
import type { Child, Ending, StartChild } from './spawning/child.js';
import { startDirectly } from './spawning/start-directly.js';
import { Terminator } from './terminate.js';

export interface FfmpegCommand {
  readonly binary: Pick<FfmpegBinary, 'ffmpegPath' | 'launcher'>;
  /** Without the program's name. */
  readonly args: readonly string[];
  /** How many outputs it writes; see `outputPipes`. 1 unless given. */
  readonly outputs?: number;
  readonly limits: ProcessLimits;
  readonly registry: ProcessRegistry;
  /** What it may use of the server's files: none unless given. */
  readonly access?: FileAccess;
  /** Who starts it; this process unless given. */
  readonly start?: StartChild;
  /** See `ChildRequest`. Only without `start`. */
  readonly inherited?: readonly number[];
  /** See nice(1); that of an encode unless given. */
  readonly niceness?: number;
  /** Told what it writes to its standard output, as it comes. */
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** Called once the process has an id. */
  readonly onSpawn?: (pid: number) => void;
}

export interface FfmpegInput {
  /** What is written to the standard input; nothing when undefined. */
  readonly input: AsyncIterable<Uint8Array> | undefined;
  /** Kills the process as soon as it aborts. */
  readonly signal: AbortSignal;
}

/** In milliseconds. */
export interface FfmpegTimings {
  /** How long it took to start the process. */
  readonly spawnMs: number;
  /** From the start to the moment it was fed. */
  readonly waitMs: number;
  /** From being fed to its end. */
  readonly runMs: number;
  /** From before the start to the end. */
  readonly totalMs: number;
}

export interface FfmpegResult {
  readonly stdout: Uint8Array;
  /** What it wrote to its outputs after the first, which is the standard output. */
  readonly furtherOutputs: readonly Uint8Array[];
  /** The end of it. A process may complain and still succeed. */
  readonly stderr: string;
  readonly timings: FfmpegTimings;
}

export class FfmpegProcess {
  /** Settles when the process has ended and was reaped, whatever ended it. Never an unhandled rejection. */
  readonly result: Promise<FfmpegResult>;
  readonly #child: Child;
  readonly #terminator: Terminator;
  readonly #limits: ProcessLimits;
  readonly #outputs: readonly Collected[];
  readonly #startedAt: number;
  readonly #spawnedAt: number;
  #fedAt: number | undefined;
  #hasEnded = false;

  /** Use `startFfmpeg`. */
  constructor(
    child: Child,
    { binary, limits, registry, onSpawn, onOutput }: FfmpegCommand,
    startedAt: number,
  ) {
    this.#child = child;
    this.#startedAt = startedAt;
    this.#spawnedAt = performance.now();
    this.#limits = limits;
    this.#terminator = new Terminator(child);
    this.#outputs = child.outputs.map((output) => this.#collect(output));
    if (onOutput) child.outputs[0]?.on('data', onOutput);
    // ffmpeg may stop reading whenever it likes; how it ended tells whether that was right.
    child.stdin.on('error', () => undefined);
    this.result = child.ended.then((ending) => this.#conclude(endingOf(binary.launcher, ending)));
    this.result.catch(() => undefined);
    registry.add({ pid: child.pid, kill: () => this.kill(), ended: child.ended });
    onSpawn?.(child.pid);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Gives the process its input; only now does its time start to run. To be called once.
   * @throws OnplayError `encode_cancelled`, `encode_timeout`, `encode_failed` with an `FfmpegExit` as its cause; or what
   *   the input threw.
   */
  feed({ input, signal }: FfmpegInput): Promise<FfmpegResult> {
    if (this.#fedAt !== undefined) throw new Error('a process can be fed but once');
    this.#fedAt = performance.now();
    if (this.#hasEnded) return this.result;
    this.#terminator.stopOnAbort(signal);
    this.#terminator.stopAfter(this.#limits.timeoutMs);
    // Not waited for: what the process makes of its input decides, and an input may outlive its reader.
    feedInput(input, this.#child.stdin).catch((error: unknown) =>
      this.#terminator.stop({ kind: 'input_failed', error }),
    );
    return this.result;
  }

  /** Ends the process at once; its result is `encode_cancelled`. */
  kill(): void {
    this.#terminator.stop({ kind: 'cancelled' });
  }

  #collect(output: Readable): Collected {
    return collectAll(output, this.#limits.maxOutputBytes, () =>
      this.#terminator.stop({ kind: 'too_much_output' }),
    );
  }

  #conclude(ending: Ending): FfmpegResult {
    this.#hasEnded = true;
    this.#terminator.release();
    const failure = failureOf(ending, this.#terminator.reason);
    if (failure !== undefined) throw failure;
    const [stdout, ...furtherOutputs] = this.#outputs.map((output) => output.bytes());
    return { stdout: stdout!, furtherOutputs, stderr: ending.stderr, timings: this.#timings() };
  }

  #timings(): FfmpegTimings {
    const endedAt = performance.now();
    const fedAt = this.#fedAt ?? endedAt;
    return {
      spawnMs: this.#spawnedAt - this.#startedAt,
      waitMs: fedAt - this.#spawnedAt,
      runMs: endedAt - fedAt,
      totalMs: endedAt - this.#startedAt,
    };
  }
}

/**
 * Starts a process that waits for its input. Who starts one must feed or kill it.
 * On Linux it ends with the thread that starts it.
 * @throws OnplayError `ffmpeg_missing`; `encode_failed` (retryable) if the system has no room for it.
 */
export async function startFfmpeg(command: FfmpegCommand): Promise<FfmpegProcess> {
  const { binary, args, limits, access, outputs = 1, start = startDirectly, inherited, niceness } = command;
  const { launcher, ffmpegPath } = binary;
  const startedAt = performance.now();
  const child = await start({
    ...launchCommand(launcher, ffmpegPath, args, limits, {
      ...(access && { access }),
      ...(niceness !== undefined && { niceness }),
    }),
    outputs,
    // In a session of its own no Ctrl-C meant for the server reaches it, so what viewers wait for can be finished.
    // Only where the kernel ends it with the server.
    detached: launcher.setprivPath !== undefined,
    maxStderrBytes: limits.maxStderrBytes,
    ...(inherited && { inherited }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw startFailure(error);
  });
  return new FfmpegProcess(child, command, startedAt);
}

/** Starts a process, feeds it, and gives back what it wrote. Throws what `startFfmpeg` and `FfmpegProcess.feed` throw. */
export async function runFfmpeg(command: FfmpegCommand & FfmpegInput): Promise<FfmpegResult> {
  if (command.signal.aborted) throw encodeCancelled(command.signal.reason);
  return (await startFfmpeg(command)).feed(command);
}
