/** Indexes masters in worker threads, so that no master, however complex, blocks the main thread. */

import {
  type MasterIndex,
  type MediaTools,
  openIndexed,
  readIndexFile,
  storedIndexBytes,
} from '../../masters/index.js';
import { tooComplex } from '../../tracks/index.js';
import { errorOf } from '../threads/messages.js';
import { ThreadPool } from '../threads/thread-pool.js';
import type { TaskTerms } from '../threads/thread-task.js';
import {
  type BuiltIndex,
  type Indexing,
  type IndexingContext,
  type IndexWork,
  indexingInThisThread,
} from './indexing.js';
import { isLarge } from './indexing-memory.js';
import {
  type Answer,
  type IndexingDialogue,
  type Question,
  type Report,
  sentMaster,
  type WorkMessage,
  type WorkResult,
} from './messages.js';

/** The module the threads run. */
export const INDEXING_WORKER = new URL('./indexing-worker.js', import.meta.url);

/** Two, so that a slow master does not block the others; more would only share the processor. */
const MAX_THREADS = 2;
/** Hundreds of times what a film takes, or a percent of a recording. Audio tracks that no decoder understands take four seconds each. */
const LIMIT_MS = 120_000;
/** Sample tables lie outside of it, bounded by `IndexBudget`; the offsets of half a million fragments take 60. */
const HEAP_MEBIBYTES = 256;
/** From a remote store. */
const LEAST_BYTES_PER_MS = 10_000;
/** The stored index of half an hour of video, which takes milliseconds to read in the main thread. */
const SMALL_BYTES = 2 * 1024 * 1024;

interface IndexingThreadsOptions {
  readonly tools: MediaTools;
  /** The time limit for one master, in milliseconds; by default two minutes. */
  readonly limitMs?: number;
  /** The limit of each thread's JavaScript heap, which sample tables lie outside of; by default 256. */
  readonly heapMebibytes?: number;
  /** The module the threads run; by default `INDEXING_WORKER`. */
  readonly entry?: URL;
}

export class IndexingThreads implements Indexing {
  readonly #options: IndexingThreadsOptions;
  readonly #pool: ThreadPool<IndexingDialogue>;

  constructor(options: IndexingThreadsOptions) {
    const { entry = INDEXING_WORKER, heapMebibytes = HEAP_MEBIBYTES } = options;
    this.#options = options;
    this.#pool = new ThreadPool({ entry, heapMebibytes, maxThreads: MAX_THREADS });
  }

  /** Starts a thread, so that the first master does not wait for it. */
  warm(): void {
    this.#pool.warm();
  }

  /** Ends the idle threads now and the busy ones after their task. */
  close(): void {
    this.#pool.close();
  }

  async read(path: string, surroundings: IndexingContext): Promise<MasterIndex | undefined> {
    const bytes = await storedIndexBytes(path);
    if (bytes === 0) return undefined;
    if (bytes <= SMALL_BYTES) return readIndexFile(path);
    const nothing = () => Promise.reject(new Error('a stored index needs no decoder'));
    return (await this.#do({ kind: 'read', path }, surroundings, nothing)).index;
  }

  async build(work: IndexWork, surroundings: IndexingContext): Promise<BuiltIndex> {
    const { master, prepared, path } = work;
    const sent = sentMaster(master);
    if (!sent) return indexingInThisThread(this.#options.tools).build(work, surroundings);
    const message = { kind: 'build', master: sent, prepared, path } as const;
    const decode = (question: DecodeQuestion, signal: AbortSignal) => this.#decode(question, work, signal);
    const { index, storeError } = await this.#do(message, surroundings, decode);
    if (!index) throw new Error('the indexing thread returned no index');
    return { index, ...(storeError && { storeError: errorOf(storeError) }) };
  }

  async #do(
    message: WorkMessage,
    context: IndexingContext,
    decode: (question: DecodeQuestion, signal: AbortSignal) => Promise<Answer>,
  ): Promise<WorkResult> {
    const { signal, reserve } = context;
    // Stops decodes for a task that has ended.
    const ended = new AbortController();
    const decoding = AbortSignal.any([signal, ended.signal]);
    // Ending the thread frees the memory of a large index at once, and not only when the thread collects garbage.
    let isThreadSpent = false;
    const terms: TaskTerms<IndexingDialogue> = {
      ...{ signal, tooComplex, limitMs: (this.#options.limitMs ?? LIMIT_MS) + transferMs(message) },
      answer: async (question) => {
        if (question.ask !== 'reserve') return decode(question, decoding);
        isThreadSpent ||= isLarge(question.bytes);
        await reserve(question.bytes);
        return undefined;
      },
      pausesClock: ({ ask }) => ask === 'reserve',
      onReport: (report) => passOn(report, context),
    };
    try {
      return await this.#pool.run(message, terms, () => isThreadSpent);
    } finally {
      ended.abort();
    }
  }

  /** Decodes first samples for a thread: only the main thread starts processes. */
  async #decode({ ask, track }: DecodeQuestion, work: IndexWork, signal: AbortSignal): Promise<Answer> {
    const source = await openIndexed(work.master, work.prepared, track.file);
    try {
      return await this.#options.tools[ask](track, source, signal);
    } finally {
      await source.close();
    }
  }
}

function passOn(report: Report, { onProgress, onOutline }: Partial<IndexingContext>): void {
  if ('share' in report) onProgress?.(report.share);
  else onOutline?.(report.outline);
}

/** What reading all of a remote master may take: its headers may be anywhere. */
function transferMs(message: WorkMessage): number {
  const isRemote = message.kind === 'build' && 'object' in message.master;
  return isRemote ? message.master.object.size / LEAST_BYTES_PER_MS : 0;
}

type DecodeQuestion = Extract<Question, { ask: 'decodeVideo' | 'decodeAudio' }>;
