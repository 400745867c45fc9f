/**
 * One ffmpeg process: started confined, fed through standard input, read from its output pipes, always reaped.
 *
 * Starting and feeding are separate steps, so that a process can be started in advance and wait for its input.
 */
import type { Readable } from 'node:stream';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { Pauses } from '../../shared/scheduler/pauses.js';
import type { FileAccess } from '../confinement/sandbox.js';
import type { FfmpegBinary } from './binary.js';
import { feedInput } from './input.js';
import { endingOf, launchCommand } from './launcher.js';
import type { ProcessLimits } from './limits.js';
import { failureOf, startFailure } from './outcome.js';
import { type Collected, collectAll } from './output.js';
import type { ProcessRegistry } from './registry.js';
import type { Child, Ending, StartChild } from './spawning/child.js';
import { startDirectly } from './spawning/start-directly.js';
import { Terminator } from './terminate.js';

export interface FfmpegCommand {
  readonly binary: Pick<FfmpegBinary, 'ffmpegPath' | 'launcher'>;
  /** Without the program name. */
  readonly args: readonly string[];
  /** Number of outputs, see `outputPipes`; default 1. */
  readonly outputs?: number;
  readonly limits: ProcessLimits;
  readonly registry: ProcessRegistry;
  /** Access to the server's files; default none. */
  readonly access?: FileAccess;
  /** Absolute path of a directory that it may read; default none. */
  readonly readable?: string;
  /** Variables of its environment beside those that every program has; default none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Starts the process; default: directly from this process. */
  readonly start?: StartChild;
  /** See `ChildRequest`. Not together with `start`. */
  readonly inherited?: readonly number[];
  /** See nice(1); default: that of an encode. */
  readonly niceness?: number;
  /** Receives standard output as it arrives. */
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** Receives the process id once started. */
  readonly onSpawn?: (pid: number) => void;
}

export interface FfmpegInput {
  /** Written to standard input; undefined for none. */
  readonly input: AsyncIterable<Uint8Array> | undefined;
  /** Aborting it kills the process, even while it is paused. */
  readonly signal: AbortSignal;
  /** When the process stands still, which its timeout does not count; default never. */
  readonly pauses?: Pauses | undefined;
}

/** In milliseconds. */
interface FfmpegTimings {
  /** Time to start the process. */
  readonly spawnMs: number;
  /** From then until it was fed. */
  readonly waitMs: number;
  /** From being fed to its exit. */
  readonly runMs: number;
  /** Sum of the others. */
  readonly totalMs: number;
}

export interface FfmpegResult {
  readonly stdout: Uint8Array;
  /** The outputs after the first, which is standard output. */
  readonly furtherOutputs: readonly Uint8Array[];
  /** The last part of standard error. A process may report decode errors and still succeed. */
  readonly stderr: string;
  readonly timings: FfmpegTimings;
}

export class FfmpegProcess {
  /** Settles when the process was reaped, whatever ended it. Never causes an unhandled rejection. */
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
    // ffmpeg may stop reading at any time; its exit code tells whether that is a failure.
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
   * Feeds the process its input and starts its timeout. Call once.
   * @throws OnplayError `encode_cancelled`, `encode_timeout` or `encode_failed` with an `FfmpegExit` as its cause; or the
   *   error of the input.
   */
  feed({ input, signal, pauses }: FfmpegInput): Promise<FfmpegResult> {
    if (this.#fedAt !== undefined) throw new Error('a process can be fed only once');
    this.#fedAt = performance.now();
    if (this.#hasEnded) return this.result;
    this.#terminator.stopOnAbort(signal);
    this.#terminator.stopAfter(this.#limits.timeoutMs, pauses);
    if (pauses) this.#obey(pauses);
    // Not awaited: how the process ends decides the result, and the input may outlive the process.
    feedInput(input, this.#child.stdin).catch((error: unknown) =>
      this.#terminator.stop({ kind: 'input_failed', error }),
    );
    return this.result;
  }

  /** Kills the process; its result rejects with `encode_cancelled`. */
  kill(): void {
    this.#terminator.stop({ kind: 'cancelled' });
  }

  #obey(pauses: Pauses): void {
    if (pauses.isPaused) this.#child.setPaused(true);
    const stopListening = pauses.onChange(() => this.#child.setPaused(pauses.isPaused));
    this.result.then(stopListening, stopListening);
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
 * Starts a process that waits for its input. The caller must feed or kill it.
 * On Linux it ends with the thread that starts it.
 * @throws OnplayError `ffmpeg_missing`; `encode_failed` (retryable) if the system lacks the resources.
 */
export async function startFfmpeg(command: FfmpegCommand): Promise<FfmpegProcess> {
  const { binary, args, limits, outputs = 1, start = startDirectly, inherited } = command;
  const { access, readable, environment, niceness } = command;
  const { launcher, ffmpegPath } = binary;
  const startedAt = performance.now();
  const child = await start({
    ...launchCommand(launcher, ffmpegPath, args, limits, {
      ...(access && { access }),
      ...(readable !== undefined && { readable }),
      ...(environment && { environment }),
      ...(niceness !== undefined && { niceness }),
    }),
    outputs,
    // In its own session it does not get a Ctrl-C meant for the server, which can then finish segments in progress. Only
    // where the kernel ends it with the server.
    detached: launcher.setprivPath !== undefined,
    maxStderrBytes: limits.maxStderrBytes,
    ...(inherited && { inherited }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw startFailure(error);
  });
  return new FfmpegProcess(child, command, startedAt);
}

/**
 * Starts a process, feeds it, and returns its output.
 * @throws OnplayError as `startFfmpeg` and `FfmpegProcess.feed` do.
 */
export async function runFfmpeg(command: FfmpegCommand & FfmpegInput): Promise<FfmpegResult> {
  if (command.signal.aborted) throw encodeCancelled(command.signal.reason);
  return (await startFfmpeg(command)).feed(command);
}
