/** The thread that indexes masters: reads files and computes, and asks the server's thread for everything else. */

import { parentPort } from 'node:worker_threads';
import {
  type AudioFacts,
  changed,
  fileMaster,
  indexPrepared,
  type Master,
  type MediaTools,
  readIndexFile,
  transferableBuffers,
  type VideoFacts,
  withoutColumns,
} from '../../masters/index.js';
import { stored } from './indexing.js';
import {
  type Answer,
  errorMessage,
  errorOf,
  type FromThread,
  type LocalMaster,
  type Outcome,
  type Question,
  type ToThread,
  type WorkMessage,
  type WorkResult,
} from './messages.js';

const port = parentPort!;
const waiting = new Map<number, (outcome: Outcome<Answer>) => void>();
let questions = 0;

port.on('message', (message: ToThread) => {
  if (message.kind === 'answer') {
    waiting.get(message.question)?.(message);
    waiting.delete(message.question);
  } else void answerWork(message);
});

async function answerWork(work: WorkMessage): Promise<void> {
  try {
    const value = await (work.kind === 'read' ? read(work.path) : build(work));
    const { columns } = withoutColumns(value.index);
    port.postMessage({ kind: 'done', value } satisfies FromThread, transferableBuffers(columns));
  } catch (error) {
    port.postMessage({ kind: 'done', thrown: errorMessage(error) } satisfies FromThread);
  }
}

async function read(path: string): Promise<WorkResult> {
  return { index: await readIndexFile(path, reserve) };
}

async function build(work: Extract<WorkMessage, { kind: 'build' }>): Promise<WorkResult> {
  const master = await openable(work.master);
  // The thread is ended where the work is given up.
  const { signal } = new AbortController();
  const index = await indexPrepared(master, work.prepared, tools, signal, reserve);
  const { notStored } = await stored(work.path, index);
  return { index, ...(notStored === undefined ? {} : { notStored: errorMessage(notStored) }) };
}

/** The master as a file, in the version that was asked for. */
async function openable({ asset, version, localPath }: LocalMaster): Promise<Master> {
  const master = await fileMaster(asset, localPath);
  if (master?.version !== version) throw changed();
  return master;
}

const reserve = async (bytes: number): Promise<void> => {
  await ask({ ask: 'reserve', bytes });
};

const tools: MediaTools = {
  decodeVideo: async (track) => (await ask({ ask: 'decodeVideo', track })) as VideoFacts,
  decodeAudio: async (track) => (await ask({ ask: 'decodeAudio', track })) as AudioFacts,
  remux: () => Promise.reject(new Error('masters are prepared before they come to this thread')),
};

async function ask(question: Question): Promise<Answer> {
  const number = questions++;
  const answered = new Promise<Outcome<Answer>>((resolve) => waiting.set(number, resolve));
  port.postMessage({ kind: 'question', number, question } satisfies FromThread);
  const outcome = await answered;
  if ('thrown' in outcome) throw errorOf(outcome.thrown);
  return outcome.value;
}
