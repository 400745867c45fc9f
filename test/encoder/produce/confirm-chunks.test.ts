import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  confirmedChunks,
  type Feed,
} from '../../../src/encoder/produce/chunks/confirm-chunks.js';
import type { CheckedFrames } from '../../../src/encoder/produce/encode/check-frames.js';
import { decodeErrors, feedDoubts } from '../../../src/encoder/produce/encode/feed-doubts.js';
import { OnplayError } from '../../../src/shared/errors.js';

/** One frame, whose only byte says what it shows. */
function shown(content: number): CheckedFrames[] {
  const sample = { data: Uint8Array.of(content), sync: true, duration: 1, decodeTime: 0, compositionTime: 0 };
  return [{ samples: [sample], ranks: Uint32Array.of(0), times: Float64Array.of(0, 1) }];
}

const clean = (content: number): Attempt<readonly CheckedFrames[]> => ({
  result: shown(content),
  isDoubtful: false,
});
const doubtful = (content: number): Attempt<readonly CheckedFrames[]> => ({
  result: shown(content),
  isDoubtful: true,
});
const error = (code: string) => new OnplayError(code, { publicDetail: 'Not so.' });

/** The result, and how many feeds were encoded. @param results of feeds that begin at samples 930, 920, 610 and 0, as many as given. */
async function confirm(
  results: readonly (Attempt<readonly CheckedFrames[]> | OnplayError)[],
  firsts = [930, 920, 610, 0],
) {
  let encoded = 0;
  const feedBefore = (before = Number.POSITIVE_INFINITY): Feed<readonly CheckedFrames[]> => {
    const attempt = firsts.findIndex((first) => first < before);
    return {
      first: firsts[attempt]!,
      encode: async () => {
        encoded++;
        const result = results[attempt]!;
        if (result instanceof OnplayError) throw result;
        return result;
      },
    };
  };
  const chunks = await confirmedChunks(feedBefore, 0, () => error('segment_unplayable')).catch(
    (reason: OnplayError) => reason.code,
  );
  return {
    served: typeof chunks === 'string' ? chunks : chunks[0]!.samples[0]!.data[0],
    encoded,
  };
}

describe('frames are served', () => {
  test('at once if the decoder reported nothing', async () => {
    expect(await confirm([clean(1)])).toEqual({ served: 1, encoded: 1 });
  });

  test('of an earlier feed, if only the first was doubtful', async () => {
    expect(await confirm([doubtful(1), clean(2)])).toEqual({ served: 2, encoded: 2 });
    expect(await confirm([error('segment_unplayable'), clean(2)])).toEqual({ served: 2, encoded: 2 });
    expect(await confirm([error('segment_invalid'), doubtful(2), clean(3)])).toEqual({
      served: 3,
      encoded: 3,
    });
  });

  test('if decoding from earlier on gives the same', async () => {
    expect(await confirm([doubtful(1), doubtful(1)])).toEqual({ served: 1, encoded: 2 });
    expect(await confirm([doubtful(1), doubtful(2), doubtful(2)])).toEqual({ served: 2, encoded: 3 });
  });

  test('if they are decoded from the beginning', async () => {
    expect(await confirm([doubtful(1)], [0])).toEqual({ served: 1, encoded: 1 });
    expect(await confirm([doubtful(1), doubtful(2)], [10, 0])).toEqual({ served: 2, encoded: 2 });
  });
});

describe('frames are refused', () => {
  test('if each feed gives others', async () => {
    expect(await confirm([doubtful(1), doubtful(2), doubtful(3)])).toEqual({
      served: 'segment_unplayable',
      encoded: 3,
    });
  });

  test('with the last error, if no feed gives any', async () => {
    const unplayable = error('segment_unplayable');
    expect(await confirm([unplayable, unplayable, error('segment_invalid')])).toEqual({
      served: 'segment_invalid',
      encoded: 3,
    });
  });

  test('at once for an error that no other feed mends', async () => {
    expect(await confirm([error('encode_timeout'), clean(1)])).toEqual({
      served: 'encode_timeout',
      encoded: 1,
    });
  });
});

describe('what ffmpeg reports', () => {
  const MISSING = '[h264 @ 0x5581] [error] Missing reference picture, default is 10';
  const DAMAGED = '[h264 @ 0x5581] [error] error while decoding MB 3 4, bytestream -5';
  const CORRUPT = '[warning] pipe:0: corrupt decoded frame in stream 0';
  const HARMLESS = '[swscaler @ 0x5581] [warning] deprecated pixel format used';
  const report = ['', MISSING, DAMAGED, CORRUPT, HARMLESS, ''].join('\n');

  test('is an error unless it is a warning of something else', () => {
    expect(decodeErrors(report)).toEqual([MISSING, DAMAGED, CORRUPT]);
    expect(decodeErrors('')).toEqual([]);
    expect(feedDoubts(report, false)).toEqual([MISSING, DAMAGED, CORRUPT]);
  });

  test('of references is expected of a feed that begins with frames that have none', () => {
    expect(feedDoubts(report, true)).toEqual([DAMAGED]);
  });
});
