/** What of texts is not shown as it was written, as far as they were read: said in the log, and remembered for the API and the page. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { TextProblem } from '../../text/index.js';

/** What the log says of a text. */
interface TextFacts {
  readonly asset: string;
  /** Its id, where it is read as a rendition. */
  readonly rendition?: string;
  /** The name of its file, or the number of its track, where it is burned in. */
  readonly file?: string;
  readonly track?: number;
}

/** Of which a few hundred bytes are kept each. */
const MAX_TEXTS = 10_000;

export class KnownProblems {
  readonly #log: Logger;
  readonly #problems = new LRUCache<string, readonly TextProblem[]>({ max: MAX_TEXTS });

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Of a text; undefined if it was not read yet. */
  of(key: string): readonly TextProblem[] | undefined {
    return this.#problems.get(key);
  }

  /** Sets those of a text that was read. */
  set(key: string, problems: readonly TextProblem[], facts: TextFacts): void {
    this.#problems.set(key, problems);
    if (problems.length === 0) this.#log.info(facts, 'text read');
    else this.#warn(problems, facts);
  }

  /** Adds one that was found later: once, however often it is found. */
  add(key: string, problem: TextProblem, facts: TextFacts): void {
    const known = this.#problems.get(key) ?? [];
    if (known.some(({ code }) => code === problem.code)) return;
    this.#problems.set(key, [...known, problem]);
    this.#warn([problem], facts);
  }

  #warn(problems: readonly TextProblem[], facts: TextFacts): void {
    this.#log.warn({ ...facts, problems }, 'text is not shown as it was written');
  }
}
