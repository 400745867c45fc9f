/** Feeds a process's standard input. */
import type { Writable } from 'node:stream';

/**
 * Writes the chunks of `input` with backpressure, then ends the stream. If the reader closes the pipe, stops and closes
 * `input`; that is not an error, because ffmpeg may stop reading once it has enough.
 * @throws the errors of `input`.
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
    // If it closed before this line, no further event will come.
    if (isGone(stdin)) done();
  });
}
