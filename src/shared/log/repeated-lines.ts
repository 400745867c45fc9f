/**
 * Limits how often log lines of one kind are written, so that failing requests cannot fill the disk. In each period the
 * first lines are written; the rest are counted, and one summary line at the end of the period states the count.
 */

/** Lines of one kind in one period: at most some 300 kB per kind and minute. */
const MAX_LINES = 100;
const PERIOD_MS = 10_000;
/** Messages are constant texts, a few hundred in all; kinds beyond this limit are counted together. */
const MAX_KINDS = 1000;

interface Period {
  written: number;
  suppressed: number;
}

/** Writes the summary line of a period in which `suppressed` lines of `kind` were not written. */
type Summary = (kind: string, suppressed: number) => void;

/** The kinds of lines in the current periods; one instance per logger. */
export class RepeatedLines {
  readonly #periods = new Map<string, Period>();

  /**
   * Whether to write this line. A line that is not written is counted. If any were, the `summarize` that was passed with
   * the first line of the period is called when it ends.
   */
  admits(kind: string, summarize: Summary): boolean {
    const known = this.#periods.has(kind) || this.#periods.size < MAX_KINDS;
    const name = known ? kind : 'others';
    const period = this.#periods.get(name) ?? this.#begin(name, summarize);
    if (period.written < MAX_LINES) {
      period.written += 1;
      return true;
    }
    period.suppressed += 1;
    return false;
  }

  #begin(kind: string, summarize: Summary): Period {
    const period = { written: 0, suppressed: 0 };
    this.#periods.set(kind, period);
    setTimeout(() => {
      this.#periods.delete(kind);
      if (period.suppressed > 0) summarize(kind, period.suppressed);
    }, PERIOD_MS).unref();
    return period;
  }
}
