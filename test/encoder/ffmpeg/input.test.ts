import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { feedInput } from '../../../src/encoder/ffmpeg/input.js';

/** A reader that takes a chunk only on demand. */
class SlowReader extends Writable {
  received = 0;
  #take: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 10 });
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#take = () => {
      this.received += chunk.length;
      done();
    };
  }

  take(): void {
    const take = this.#take;
    this.#take = undefined;
    take?.();
  }
}

interface Source {
  pulled: number;
  closed: boolean;
}

async function* chunks(source: Source, count: number): AsyncGenerator<Uint8Array> {
  try {
    for (source.pulled = 0; source.pulled < count; ) {
      source.pulled += 1;
      yield new Uint8Array(10);
    }
  } finally {
    source.closed = true;
  }
}

test('the input is consumed only as fast as the reader reads', async () => {
  const source = { pulled: 0, closed: false };
  const reader = new SlowReader();
  const fed = feedInput(chunks(source, 5), reader);
  for (let taken = 1; taken <= 5; taken += 1) {
    await setImmediate();
    expect(source.pulled).toBe(taken);
    reader.take();
  }
  await fed;
  expect(reader.received).toBe(50);
  expect(reader.writableEnded).toBe(true);
});

test('a reader that closes while feeding waits for it ends the feeding and closes the input', async () => {
  const source = { pulled: 0, closed: false };
  const reader = new SlowReader();
  reader.on('error', () => undefined);
  const fed = feedInput(chunks(source, 1000), reader);
  await setImmediate();
  reader.destroy(new Error('EPIPE'));
  await fed;
  expect(source).toEqual({ pulled: 1, closed: true });
});

test('a reader that has closed before the start gets nothing', async () => {
  const source = { pulled: 0, closed: false };
  const reader = new SlowReader();
  reader.destroy();
  await feedInput(chunks(source, 1000), reader);
  expect(source.closed).toBe(true);
});
