/**
 * Bounds how often lines of one kind are written, so that clients cannot fill a disk by failing: after the first ones of
 * some seconds the rest are counted, and one line says how many they were.
 */

/** Of each kind in each period; a minute of one kind is some 300 kB at most. */
const MOST_LINES = 100;
const PERIOD_MS = 10_000;
/** Messages are constant texts, a few hundred; what is beyond this counts as one kind. */
const MOST_KINDS = 1000;

interface Period {
  written: number;
  left: number;
}

/** Writes the summary of a period. */
export type Summary = (kind: string, left: number) => void;

export class RepeatedLines {
  readonly #periods = new Map<string, Period>();

  /** Whether a line is to be written; if not, it is counted, and `summarize` is called when the period is over. */
  admits(kind: string, summarize: Summary): boolean {
    const known = this.#periods.has(kind) || this.#periods.size < MOST_KINDS;
    const name = known ? kind : 'others';
    const period = this.#periods.get(name) ?? this.#begin(name, summarize);
    if (period.written < MOST_LINES) {
      period.written += 1;
      return true;
    }
    period.left += 1;
    return false;
  }

  #begin(kind: string, summarize: Summary): Period {
    const period = { written: 0, left: 0 };
    this.#periods.set(kind, period);
    setTimeout(() => {
      this.#periods.delete(kind);
      if (period.left > 0) summarize(kind, period.left);
    }, PERIOD_MS).unref();
    return period;
  }
}
