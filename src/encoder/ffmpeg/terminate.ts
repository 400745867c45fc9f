/** Ends a process early, always by SIGKILL: its output is dropped anyway. */
import type { Pauses } from '../../shared/scheduler/pauses.js';
import { countDown } from './countdown.js';
import type { Child } from './spawning/child.js';

/** Why a process was ended early. */
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

  /** The first reason given; later ones are consequences of it. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Kills the process. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#child.kill();
  }

  /** Stops the process when `signal` aborts or has aborted. */
  stopOnAbort(signal: AbortSignal): void {
    const cancel = () => this.stop({ kind: 'cancelled' });
    if (signal.aborted) {
      cancel();
      return;
    }
    signal.addEventListener('abort', cancel);
    this.#cleanups.push(() => signal.removeEventListener('abort', cancel));
  }

  /** Stops the process after this time, in which pauses do not count. */
  stopAfter(milliseconds: number, pauses?: Pauses): void {
    this.#cleanups.push(countDown(milliseconds, () => this.stop({ kind: 'timeout' }), pauses));
  }

  /** Releases the timer and the signal; call when the process has ended. */
  release(): void {
    for (const cleanUp of this.#cleanups.splice(0)) cleanUp();
  }
}
