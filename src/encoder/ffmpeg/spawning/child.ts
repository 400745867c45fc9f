/** A process that was started, whoever started it. */
import type { Readable, Writable } from 'node:stream';

export interface ChildRequest {
  readonly file: string;
  readonly args: readonly string[];
  /** How many outputs it has: the standard output, then those with the numbers after the standard error's. At least 1. */
  readonly outputs: number;
  /** In a session of its own, where no Ctrl-C meant for the server reaches it. */
  readonly detached: boolean;
  /** The priority it is given once it has started, see nice(1); 0 leaves it as it is. */
  readonly niceness: number;
  /** How much of the end of its standard error is kept. */
  readonly maxStderrBytes: number;
  /** Descriptors of this process that it gets too, with the numbers after its outputs; for direct starts only. */
  readonly inherited?: readonly number[];
}

/** How a process ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to its standard error. */
  readonly stderr: string;
}

export interface Child {
  readonly pid: number;
  readonly stdin: Writable;
  /** Nothing of them is lost if they are read at once. */
  readonly outputs: readonly Readable[];
  /** Resolves when it has ended and was reaped, and its outputs have ended. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends it at once; nothing when it has ended. */
  kill(): void;
}

/** Starts a process; rejects with the system's error when it does not start. */
export type StartChild = (request: ChildRequest) => Promise<Child>;
