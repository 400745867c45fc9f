/** Ending a process early. What it wrote is dropped in any case, so it is never asked politely. */
import type { Child } from './spawning/child.js';

/** Why a process was ended before its time. */
export type StopReason =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too_much_output' }
  | { readonly kind: 'input_failed'; readonly error: unknown };

export class Terminator {
  readonly #child: Pick<Child, 'kill'>;
  readonly #cleanups: (() => void)[] = [];
  #reason: StopReason | undefined;

  constructor(child: Pick<Child, 'kill'>) {
    this.#child = child;
  }

  /** The first reason given; the others are its consequences. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Kills the process at once. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#child.kill();
  }

  /** Stops the process when `signal` aborts, or has. */
  stopOnAbort(signal: AbortSignal): void {
    const cancel = () => this.stop({ kind: 'cancelled' });
    if (signal.aborted) {
      cancel();
      return;
    }
    signal.addEventListener('abort', cancel);
    this.#cleanups.push(() => signal.removeEventListener('abort', cancel));
  }

  stopAfter(milliseconds: number): void {
    const timer = setTimeout(() => this.stop({ kind: 'timeout' }), milliseconds);
    this.#cleanups.push(() => clearTimeout(timer));
  }

  /** Lets go of the timer and the signal; to be called when the process has ended. */
  release(): void {
    for (const cleanUp of this.#cleanups.splice(0)) cleanUp();
  }
}
