/** A thread that does what tests ask: uses its processor, or waits without using any. */
import { parentPort } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { ownProcessorTime } = await import('../../../../src/assets/threads/processor-time.ts');

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** In one call, which nothing within the thread can end: an expression that takes exponential time. */
const match = () => /^(a+)+$/.test(`${'a'.repeat(60)}b`);

parentPort.on('message', ({ kind, waitMs, tellsTime = true }) => {
  parentPort.postMessage({ kind: 'began', used: tellsTime ? ownProcessorTime() : undefined });
  if (kind === 'match') match();
  else Atomics.wait(nothing, 0, 0, waitMs);
  parentPort.postMessage({ kind: 'done', value: kind });
});
