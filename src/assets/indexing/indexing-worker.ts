/** The indexing thread: reads files and computes, and asks the main thread for everything else. */

import { memoryUsage } from 'node:process';
import { parentPort } from 'node:worker_threads';
import {
  type AudioFacts,
  growingMaster,
  indexPrepared,
  type MediaTools,
  readIndexFile,
  transferableBuffers,
  type VideoFacts,
  withOwnBuffers,
  withoutColumns,
} from '../../masters/index.js';
import { fileMaster, type Master, masterChanged, S3Connections } from '../../stores/index.js';
import { errorMessage, errorOf, type FromThread, type Outcome, type ToThread } from '../threads/messages.js';
import { collectGarbage } from './collect-garbage.js';
import { storeIndex } from './indexing.js';
import type { Answer, IndexingDialogue, Question, SentMaster, WorkMessage, WorkResult } from './messages.js';

/** Memory of this thread that is not worth some ten milliseconds of collecting. */
const UNNOTICED_BYTES = 32 * 1024 * 1024;

const port = parentPort!;
const buckets = new S3Connections();
/** Resolvers of the questions that wait for an answer, by number. */
const pending = new Map<number, (outcome: Outcome<Answer>) => void>();
let questions = 0;

port.on('message', (message: ToThread<IndexingDialogue>) => {
  if (message.kind === 'answer') {
    pending.get(message.question)?.(message);
    pending.delete(message.question);
  } else void answerWork(message);
});

async function answerWork(work: WorkMessage): Promise<void> {
  try {
    const value = withOwnBuffers(await (work.kind === 'read' ? read(work.path) : build(work)));
    const { columns } = withoutColumns(value.index);
    port.postMessage(
      { kind: 'done', value } satisfies FromThread<IndexingDialogue>,
      transferableBuffers(columns),
    );
  } catch (error) {
    port.postMessage({ kind: 'done', thrown: errorMessage(error) } satisfies FromThread<IndexingDialogue>);
  } finally {
    freeMemory();
  }
}

/** What this master was read into is freed now: an idle thread does not collect it when the next master needs memory elsewhere. */
function freeMemory(): void {
  const { heapUsed, arrayBuffers } = memoryUsage();
  if (heapUsed + arrayBuffers > UNNOTICED_BYTES) collectGarbage();
}

async function read(path: string): Promise<WorkResult> {
  return { index: await readIndexFile(path, reserve) };
}

async function build(work: Extract<WorkMessage, { kind: 'build' }>): Promise<WorkResult> {
  const master = await openable(work.master);
  // Never aborts: the main thread ends this thread to cancel the work.
  const { signal } = new AbortController();
  const index = await indexPrepared(master, work.prepared, tools, signal, {
    reserve,
    onProgress: progress(),
    // A copy is sent: the outline is also stored.
    onOutline: (outlined) =>
      port.postMessage({
        kind: 'report',
        report: { outline: withOwnBuffers(outlined) },
      } satisfies FromThread<IndexingDialogue>),
  });
  const { storeError } = await storeIndex(work.path, index);
  return { index, ...(storeError === undefined ? {} : { storeError: errorMessage(storeError) }) };
}

/** The master as it is opened here. @throws OnplayError `master_changed` where a file is no longer this version. */
async function openable(sent: SentMaster): Promise<Master> {
  if ('object' in sent) return buckets.master(sent.asset, sent.object);
  const { asset, version, localPath, localRoot, growth } = sent;
  if (growth) return growingMaster({ ...sent, growth });
  const master = await fileMaster(asset, localPath, localRoot);
  if (master?.version !== version) throw masterChanged();
  return master;
}

const reserve = async (bytes: number): Promise<void> => {
  await ask({ ask: 'reserve', bytes });
};

/** Reports each percent once. */
function progress(): (share: number) => void {
  let reported = 0;
  return (share) => {
    if (share - reported < 0.01) return;
    reported = share;
    port.postMessage({ kind: 'report', report: { share } } satisfies FromThread<IndexingDialogue>);
  };
}

const tools: MediaTools = {
  decodeVideo: async (track) => (await ask({ ask: 'decodeVideo', track })) as VideoFacts,
  decodeAudio: async (track) => (await ask({ ask: 'decodeAudio', track })) as AudioFacts,
  remux: () => Promise.reject(new Error('masters are prepared before they come to this thread')),
};

async function ask(question: Question): Promise<Answer> {
  const number = questions++;
  const answered = new Promise<Outcome<Answer>>((resolve) => pending.set(number, resolve));
  port.postMessage({ kind: 'question', number, question } satisfies FromThread<IndexingDialogue>);
  const outcome = await answered;
  if ('thrown' in outcome) throw errorOf(outcome.thrown);
  return outcome.value;
}
