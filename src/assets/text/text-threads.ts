/** Reads texts in worker threads, so that no text, however it is written, blocks the main thread. */
import { sourceSamples, textProblem } from '../../text/index.js';
import type { TimeLimits } from '../threads/task-clock.js';
import { ThreadPool } from '../threads/thread-pool.js';
import { madeOf, type ReadText, type TextDialogue, type TextReading, type TextTask } from './text-reading.js';

/** The module the threads run. */
const TEXT_WORKER = new URL('./text-worker.js', import.meta.url);

/** Two, so that a slow text does not hold up the others. */
const MAX_THREADS = 2;
/** Of processor time. More than ten times what the largest texts take that are no trap. */
const PROCESSOR_LIMIT_MS = 20_000;
/** Time that passes: a machine on which a text gets less than a fifteenth of a processor serves no film. */
const LIMIT_MS = 15 * PROCESSOR_LIMIT_MS;
/** The cues of 16 MB of dialogue take less, those of 16 MB of tags more. */
const HEAP_MEBIBYTES = 256;
/** A thread that read more is ended: it would keep the memory of that. */
const LARGE_BYTES = 4 * 1024 * 1024;

interface TextThreadsOptions {
  /** The limits for one text, in milliseconds: of its thread's processor time, by default twenty seconds, and of time that passes, five minutes. */
  readonly processorLimitMs?: number;
  readonly limitMs?: number;
  /** The limit of each thread's JavaScript heap; by default 256. */
  readonly heapMebibytes?: number;
  /** The module the threads run; by default what was built. */
  readonly entry?: URL;
}

/** Starts no thread before the first text. */
export class TextThreads {
  readonly #pool: ThreadPool<TextDialogue>;
  readonly #limits: TimeLimits;

  constructor({
    limitMs = LIMIT_MS,
    processorLimitMs = PROCESSOR_LIMIT_MS,
    heapMebibytes = HEAP_MEBIBYTES,
    entry = TEXT_WORKER,
  }: TextThreadsOptions = {}) {
    this.#limits = { limitMs, processorLimitMs };
    this.#pool = new ThreadPool({ entry, heapMebibytes, maxThreads: MAX_THREADS });
  }

  /** Ends the idle threads now and the busy ones after their task. */
  close(): void {
    this.#pool.close();
  }

  /** A text that takes too long or too much memory is left out, and said to be: the film is played without it. */
  readonly read: TextReading = async (task, signal) => {
    const terms = {
      signal,
      ...this.#limits,
      tooComplex: (reason: string) => new TextTooComplex(reason),
    };
    try {
      return await this.#pool.run(task, terms, () => isLarge(task));
    } catch (error) {
      if (error instanceof TextTooComplex) return nothingOf(task);
      throw error;
    }
  };
}

class TextTooComplex extends Error {}

function isLarge({ text }: TextTask): boolean {
  const { bytes } = text.kind === 'file' ? text : text.stored;
  return bytes.byteLength > LARGE_BYTES;
}

function nothingOf(task: TextTask): ReadText {
  const problems = [textProblem('reading_stopped')];
  if (task.kind === 'source') return sourceSamples({ format: 'srt', head: '', texts: [], problems });
  return madeOf({ cues: [], styles: [], regions: [], problems }, task);
}
