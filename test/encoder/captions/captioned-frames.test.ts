import { expect, test } from 'vitest';
import { sampleCaptions } from '../../../src/bitstream/captions/sample-captions.js';
import { captionedFrames } from '../../../src/encoder/captions/captioned-frames.js';
import type { FrameCaptions } from '../../../src/encoder/captions/segment-captions.js';

const SLICE = Uint8Array.of(0, 0, 0, 2, 0x41, 0x9a);

/** One construct, by which its frame is known. */
function captionsAt(time: number): FrameCaptions {
  return { time, constructs: [{ type: 0, first: 0x40, second: time }] };
}

/** The times of the master's frames whose captions each sample has, in decode order. */
function capturedTimes(
  times: readonly number[],
  ranks: readonly number[],
  captions: readonly FrameCaptions[],
) {
  const frames = {
    samples: ranks.map(() => ({ data: SLICE })),
    ranks: Uint32Array.from(ranks),
    times: Float64Array.from(times),
  };
  return captionedFrames(frames, captions).samples.map(({ data }) =>
    sampleCaptions(data, { codec: 'h264', framing: 4 }).map(({ second }) => second),
  );
}

test('a frame has the captions of the frame it was made of, wherever it is in decode order', () => {
  const captions = [0, 1, 2, 3].map(captionsAt);
  expect(capturedTimes([0, 1, 2, 3, 4], [0, 3, 1, 2], captions)).toEqual([[0], [3], [1], [2]]);
});

test('the captions of dropped frames go into the frame that is shown in their place, in order', () => {
  const captions = [0, 1, 2, 3, 4, 5].map(captionsAt);
  expect(capturedTimes([0, 2, 4, 6], [0, 2, 1], captions)).toEqual([
    [0, 1],
    [4, 5],
    [2, 3],
  ]);
});

test('nor are the captions of a damaged frame lost', () => {
  expect(capturedTimes([0, 3, 4], [0, 1], [0, 1, 2, 3].map(captionsAt))).toEqual([[0, 1, 2], [3]]);
});
