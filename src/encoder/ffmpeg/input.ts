/** Giving a process its standard input. */
import type { Writable } from 'node:stream';

/**
 * Writes what `input` yields, no faster than it is read, then closes the stream. When the reader goes away, stops and
 * closes `input`: having read enough is the reader's right.
 * @throws whatever `input` throws.
 */
export async function feedInput(
  input: AsyncIterable<Uint8Array> | undefined,
  stdin: Writable,
): Promise<void> {
  for await (const chunk of input ?? []) {
    if (isGone(stdin)) return;
    if (!stdin.write(chunk)) await writableOrGone(stdin);
    if (isGone(stdin)) return;
  }
  stdin.end();
}

function isGone(stdin: Writable): boolean {
  return stdin.destroyed || stdin.errored !== null;
}

function writableOrGone(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stdin.off('drain', done);
      stdin.off('close', done);
      resolve();
    };
    stdin.on('drain', done);
    stdin.on('close', done);
    // An error before this line has no further event to wait for.
    if (isGone(stdin)) done();
  });
}
