/** A thread that reads texts. */
import { parentPort } from 'node:worker_threads';
import { errorMessage, type FromThread, type ToThread } from '../threads/messages.js';
import { ownProcessorTime } from '../threads/processor-time.js';
import { type ReadText, readTask, type TextDialogue } from './text-reading.js';

const port = parentPort!;

port.on('message', (task: ToThread<TextDialogue>) => {
  // It asks nothing.
  if (task.kind === 'answer') return;
  port.postMessage({ kind: 'began', used: ownProcessorTime() } satisfies FromThread<TextDialogue>);
  try {
    const value = readTask(task);
    port.postMessage({ kind: 'done', value } satisfies FromThread<TextDialogue>, buffersOf(value));
  } catch (error) {
    port.postMessage({ kind: 'done', thrown: errorMessage(error) } satisfies FromThread<TextDialogue>);
  }
});

/** Handed over without a copy. */
function buffersOf(text: ReadText): ArrayBuffer[] {
  return Object.values(text).flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
