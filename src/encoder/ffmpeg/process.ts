/**
 * One ffmpeg process: started confined, fed through its standard input, read from its standard output, always reaped.
 *
 * Starting and feeding are two steps, so that a process can be started before it is needed and wait for its input.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { encodeCancelled } from '../scheduler-errors.js';
import type { FfmpegBinary } from './binary.js';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from './environment.js';
import { feedInput } from './input.js';
import { type Launcher, launchCommand } from './launcher.js';
import type { ProcessLimits } from './limits.js';
import { type Ending, failureOf, startFailure } from './outcome.js';
import { type Collected, collectAll, collectEnd } from './output.js';
import type { ProcessRegistry } from './registry.js';
import { Terminator } from './terminate.js';

export interface FfmpegCommand {
  readonly binary: Pick<FfmpegBinary, 'ffmpegPath' | 'launcher'>;
  /** Without the program's name. */
  readonly args: readonly string[];
  /** How many outputs it writes; see `outputPipes`. 1 unless given. */
  readonly outputs?: number;
  readonly limits: ProcessLimits;
  readonly registry: ProcessRegistry;
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
  /** How long the system took to start the process; the server's thread stood still for it. */
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

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

export class FfmpegProcess {
  /** Settles when the process has ended and was reaped, whatever ended it. Never an unhandled rejection. */
  readonly result: Promise<FfmpegResult>;
  readonly #child: Child;
  readonly #terminator: Terminator;
  readonly #limits: ProcessLimits;
  readonly #stdout: Collected;
  readonly #furtherOutputs: readonly Collected[];
  readonly #stderr: Collected;
  readonly #startedAt: number;
  readonly #spawnedAt: number;
  #fedAt: number | undefined;

  /** Use `spawnFfmpeg`. */
  constructor(child: Child, command: FfmpegCommand, startedAt: number) {
    this.#child = child;
    this.#startedAt = startedAt;
    this.#spawnedAt = performance.now();
    this.#limits = command.limits;
    this.#terminator = new Terminator(child);
    const collect = (stream: Readable) =>
      collectAll(stream, command.limits.maxOutputBytes, () =>
        this.#terminator.stop({ kind: 'too_much_output' }),
      );
    this.#stdout = collect(child.stdout);
    this.#furtherOutputs = furtherOutputs(child).map(collect);
    this.#stderr = collectEnd(child.stderr, command.limits.maxStderrBytes);
    // ffmpeg may stop reading whenever it likes; how it ended tells whether that was right.
    child.stdin.on('error', () => undefined);
    const ended = whenEnded(child);
    this.result = ended.then((ending) => this.#conclude(ending));
    this.result.catch(() => undefined);
    if (child.pid === undefined) return;
    command.registry.add({ pid: child.pid, kill: () => this.kill(), ended });
    command.onSpawn?.(child.pid);
  }

  /** Absent when the process did not start. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Gives the process its input; only now does its time start to run. To be called once.
   * @throws OnplayError `encode_cancelled`, `encode_timeout`, `encode_failed` with an `FfmpegExit` as its cause,
   *   `ffmpeg_missing`; or what the input threw.
   */
  feed({ input, signal }: FfmpegInput): Promise<FfmpegResult> {
    if (this.#fedAt !== undefined) throw new Error('a process can be fed but once');
    this.#fedAt = performance.now();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.result;
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

  #conclude(ending: Ending): FfmpegResult {
    this.#terminator.release();
    const stderr = Buffer.from(this.#stderr.bytes()).toString('utf8');
    const failure = failureOf(ending, this.#terminator.reason, stderr);
    if (failure !== undefined) throw failure;
    const furtherOutputs = this.#furtherOutputs.map((output) => output.bytes());
    return { stdout: this.#stdout.bytes(), furtherOutputs, stderr, timings: this.#timings() };
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
 * On Linux it ends with the thread that calls this.
 * @throws OnplayError `encode_failed` (retryable) if the system refuses at once.
 */
export function spawnFfmpeg(command: FfmpegCommand): FfmpegProcess {
  const { binary, args, limits, outputs = 1 } = command;
  const { file, args: words } = launchCommand(binary.launcher, binary.ffmpegPath, args, limits);
  const startedAt = performance.now();
  return new FfmpegProcess(startChild(file, words, binary.launcher, outputs), command, startedAt);
}

/** Starts a process, feeds it, and gives back what it wrote. Throws what `FfmpegProcess.feed` throws. */
export async function runFfmpeg(command: FfmpegCommand & FfmpegInput): Promise<FfmpegResult> {
  if (command.signal.aborted) throw encodeCancelled(command.signal.reason);
  return spawnFfmpeg(command).feed(command);
}

function whenEnded(child: Child): Promise<Ending> {
  return new Promise((resolve) => {
    child.on('error', (startError) => {
      // An error after the start is about a signal that could not be sent; the end is still to come.
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, startError });
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** The streams after the standard ones. */
function furtherOutputs(child: Child): Readable[] {
  return child.stdio.slice(STANDARD_STREAMS.length).filter((stream) => stream instanceof Readable);
}

function startChild(file: string, args: readonly string[], launcher: Launcher, outputs: number): Child {
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  try {
    return spawn(file, args, {
      cwd: WORKING_DIRECTORY,
      env: CLEAN_ENVIRONMENT,
      stdio: [...STANDARD_STREAMS, ...further],
      // In a session of its own no Ctrl-C meant for the server reaches it, so what viewers wait for can be finished.
      // Only where the kernel ends it with the server.
      detached: launcher.setprivPath !== undefined,
    }) as Child;
  } catch (error) {
    throw startFailure(error as NodeJS.ErrnoException);
  }
}
