/** Indexes masters in threads of their own, whatever they are made like: the server's thread never waits for one. */

import { stat } from 'node:fs/promises';
import { type MasterIndex, type MediaTools, openIndexed, readIndexFile } from '../../masters/index.js';
import { Turns } from '../../shared/turns.js';
import {
  type BuiltIndex,
  type Indexing,
  type IndexWork,
  indexingHere,
  type Surroundings,
} from './indexing.js';
import { isLarge } from './indexing-memory.js';
import { INDEXING_WORKER, IndexingThread } from './indexing-thread.js';
import { type Answer, errorOf, type Question, type WorkMessage, type WorkResult } from './messages.js';
import type { WorkTerms } from './thread-work.js';

/** So that a master which takes long to read holds up no other; more at once would only share the processor. */
const MOST_THREADS = 2;
/**
 * Hundreds of times what a film takes. Dozens of sound tracks that no decoder can make anything of take four seconds each.
 */
const LIMIT_MS = 120_000;
/** Sample tables are not part of it, `IndexBudget` bounds them; the places of half a million fragments take 60. */
const HEAP_MEBIBYTES = 256;
/** A stored index of a few hours of video; reading it takes milliseconds. */
const SMALL_FILE_BYTES = 2 * 1024 * 1024;

export interface IndexingThreadsOptions {
  readonly tools: MediaTools;
  /** How long one master may take, in milliseconds; by default two minutes. */
  readonly limitMs?: number;
  /** How much memory JavaScript may take in a thread, sample tables aside; by default 256. */
  readonly heapMebibytes?: number;
  /** What the threads run, where it is not what was built. */
  readonly entry?: URL;
}

export class IndexingThreads implements Indexing {
  readonly #options: IndexingThreadsOptions;
  readonly #idle: IndexingThread[] = [];
  /** The scheduler bounds how many wait. */
  readonly #turns = new Turns(MOST_THREADS);
  #isClosed = false;

  constructor(options: IndexingThreadsOptions) {
    this.#options = options;
  }

  /** Has a thread ready, so that the first master need not wait for it to start. */
  warm(): void {
    if (this.#idle.length === 0) this.#idle.push(this.#newThread());
  }

  /** Ends all threads that have nothing to do, and keeps none ready any more. */
  close(): void {
    this.#isClosed = true;
    for (const thread of this.#idle.splice(0)) thread.end();
  }

  async read(path: string, surroundings: Surroundings): Promise<MasterIndex | undefined> {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size === 0) return undefined;
    if (size <= SMALL_FILE_BYTES) return readIndexFile(path);
    const nothing = () => Promise.reject(new Error('a stored index needs no decoder'));
    return (await this.#do({ kind: 'read', path }, surroundings, nothing)).index;
  }

  async build(work: IndexWork, surroundings: Surroundings): Promise<BuiltIndex> {
    const { master, prepared, path } = work;
    const { asset, version, localPath } = master;
    // A store that has no local files gives no path to read them by in another thread.
    if (localPath === undefined) return indexingHere(this.#options.tools).build(work, surroundings);
    const message = { kind: 'build', master: { asset, version, localPath }, prepared, path } as const;
    const decode = (question: DecodeQuestion, signal: AbortSignal) => this.#decode(question, work, signal);
    const { index, notStored } = await this.#do(message, surroundings, decode);
    if (!index) throw new Error('the thread that indexes gave no index');
    return { index, ...(notStored && { notStored: errorOf(notStored) }) };
  }

  async #do(
    message: WorkMessage,
    { signal, reserve }: Surroundings,
    decode: (question: DecodeQuestion, signal: AbortSignal) => Promise<Answer>,
  ): Promise<WorkResult> {
    // What is decoded for work that has ended, however it did, is of no use.
    const ended = new AbortController();
    const decoding = AbortSignal.any([signal, ended.signal]);
    const answer = async (question: Question): Promise<Answer> => {
      if (question.ask !== 'reserve') return decode(question, decoding);
      isThreadSpent ||= isLarge(question.bytes);
      await reserve(question.bytes);
      return undefined;
    };
    // What a large index took of memory goes with the thread at once, and not when the thread collects it.
    let isThreadSpent = false;
    const terms = { signal, limitMs: this.#options.limitMs ?? LIMIT_MS, answer };
    try {
      return await this.#withThread(message, terms, () => isThreadSpent);
    } finally {
      ended.abort();
    }
  }

  async #withThread(
    message: WorkMessage,
    terms: WorkTerms,
    isThreadSpent: () => boolean,
  ): Promise<WorkResult> {
    await this.#turns.take(terms.signal);
    const idle = this.#idle.pop();
    const thread = idle?.isEnded === false ? idle : this.#newThread();
    try {
      return await thread.do(message, terms);
    } finally {
      if (isThreadSpent()) thread.end();
      this.#giveBack(thread);
      this.#turns.giveBack();
    }
  }

  #newThread(): IndexingThread {
    const { entry = INDEXING_WORKER, heapMebibytes = HEAP_MEBIBYTES } = this.#options;
    return new IndexingThread(entry, heapMebibytes);
  }

  /** One is kept ready. */
  #giveBack(thread: IndexingThread): void {
    if (this.#idle.length > 0 || this.#isClosed) thread.end();
    else this.#idle.push(thread.isEnded ? this.#newThread() : thread);
  }

  /** Decodes first samples for a thread: processes are started here alone. */
  async #decode({ ask, track }: DecodeQuestion, work: IndexWork, signal: AbortSignal): Promise<Answer> {
    const source = await openIndexed(work.master, work.prepared, track.file);
    try {
      return await this.#options.tools[ask](track, source, signal);
    } finally {
      await source.close();
    }
  }
}

type DecodeQuestion = Extract<Question, { ask: 'decodeVideo' | 'decodeAudio' }>;
