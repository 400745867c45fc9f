/** A child process, started directly or by the spawn helper. */
import type { Readable, Writable } from 'node:stream';

/** The priority of a process. */
export interface Priority {
  /** See nice(1); 0 leaves it unchanged. */
  readonly niceness: number;
  /** Whether its command contains nice(1), which adds to what the process has. */
  readonly isInCommand: boolean;
}

export interface ChildRequest {
  readonly file: string;
  readonly args: readonly string[];
  /** Number of outputs, at least 1: standard output, then the descriptors after standard error. */
  readonly outputs: number;
  /** In its own session, where it does not get a Ctrl-C meant for the server. */
  readonly detached: boolean;
  readonly priority: Priority;
  /** Whether a shell above the others ends them with the server; see supervisor.ts. */
  readonly isSupervised: boolean;
  /** How much of the end of standard error to collect. */
  readonly maxStderrBytes: number;
  /** Descriptors of this process to pass on, numbered after the outputs; for direct starts only. */
  readonly inherited?: readonly number[];
}

/** How a process ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last part of its standard error. */
  readonly stderr: string;
}

export interface Child {
  readonly pid: number;
  readonly stdin: Writable;
  /** To be read at once, or data may be lost. */
  readonly outputs: readonly Readable[];
  /** Resolves when it was reaped and its outputs have ended. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Kills it, even while it is paused; does nothing if it has ended. */
  kill(): void;
  /** Stops it (SIGSTOP), or lets it go on; does nothing if it has ended. Only where the kernel ends it with the server. */
  setPaused(isPaused: boolean): void;
}

/** Starts a process; rejects with the system's error if it does not start. */
export type StartChild = (request: ChildRequest) => Promise<Child>;
