import { describe, expect, test } from 'vitest';
import { trickFrames } from '../../../../src/encoder/images/frames/trick-frames.js';
import { toAssetId } from '../../../../src/shared/asset-id.js';
import type { VideoTrack } from '../../../../src/tracks/track.js';
import { madeUpIndex } from '../../../segments/support/made-up-master.js';

const tenSeconds = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;

/** A track of four frames a second, of which those with these numbers are sync samples. */
function track(frames: number, isSync: (frame: number) => boolean): VideoTrack {
  const range = { length: frames };
  return {
    ...tenSeconds,
    timescale: 1000,
    end: frames * 250,
    frames: Uint32Array.from(range, (_, i) => i),
    samples: {
      ...tenSeconds.samples,
      count: frames,
      times: Float64Array.from(range, (_, i) => i * 250),
      sync: Uint8Array.from(range, (_, i) => (isSync(i) ? 1 : 0)),
    },
  };
}

const plain = ({ frames, times }: ReturnType<typeof trickFrames>) => [[...frames], [...times]];

describe('the frames for trick play', () => {
  test('are the keyframes at their own times', () => {
    const film = track(40, (frame) => [0, 9, 20].includes(frame));
    expect(plain(trickFrames(film))).toEqual([
      [0, 9, 20],
      [0, 2250, 5000],
    ]);
  });

  test('are a second apart at least, and from the end, where there are more keyframes', () => {
    const film = track(14, () => true);
    expect(plain(trickFrames(film))).toEqual([
      [0, 4, 8],
      [0, 1000, 2000],
    ]);
  });

  test('begin with the first keyframe, whatever comes before', () => {
    const film = track(40, (frame) => frame === 3 || frame === 10);
    expect(plain(trickFrames(film))).toEqual([
      [3, 10],
      [750, 2500],
    ]);
  });

  test.each([
    ['no keyframe', () => false],
    ['one keyframe', (frame: number) => frame === 0],
    ['two keyframes within a second', (frame: number) => frame === 0 || frame === 3],
  ])('are none in a film of %s', (_, isSync) => {
    expect(plain(trickFrames(track(40, isSync)))).toEqual([[], []]);
  });

  test.each([
    [2, 1, 7200],
    [3, 2, 5400],
    [11, 10, 3960],
  ])('of %i hours of keyframes are %i seconds apart', (hours, seconds, count) => {
    const { frames, times } = trickFrames(track(hours * 3600 * 4, () => true));
    expect(frames).toHaveLength(count);
    expect(times[1]).toBe(seconds * 1000);
  });
});
