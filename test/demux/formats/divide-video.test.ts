/** A track is divided where its format changes; what most of it is decides the frame. */
import { expect, test } from 'vitest';
import { dividedVideo } from '../../../src/demux/formats/divide-video.js';
import { partAt, partsOf } from '../../../src/masters/track-parts.js';
import type { ByteSource } from '../../../src/stores/store.js';
import type { VideoFormat } from '../../../src/tracks/track.js';
import { videoTrack } from '../../masters/support/tracks.js';

/** Key frames of VP8 in these widths, at this rate; decoding one tells its width. */
function widthsOf(widths: readonly number[], rate = 1) {
  const frames = widths.map((_, i) => ({ time: i, sync: true }));
  const track = { ...videoTrack(frames, rate, 1), codec: 'vp8' };
  const source: ByteSource = {
    size: widths.length * 100,
    read: async (offset) => Uint8Array.of(0, 0, 0, 0x9d, 1, 0x2a, widths[offset / 100]!, 0, 90, 0),
    close: async () => undefined,
  };
  let decoded = 0;
  const decode = async ({ firstSample }: { readonly firstSample: number }): Promise<VideoFormat> => {
    decoded++;
    return { ...track, width: widths[firstSample]! };
  };
  return { divided: () => dividedVideo(track, source, decode), decoded: () => decoded, track };
}

test('the format of most of its duration is the track’s own', async () => {
  const { divided, decoded } = widthsOf([1, 2, 2, 2, 1, 3]);
  const track = await divided();
  expect(track.width).toBe(2);
  expect(track.parts?.map(({ firstFrame, format }) => [firstFrame, format.width])).toEqual([
    [0, 1],
    [1, 2],
    [4, 1],
    [5, 3],
  ]);
  expect(decoded()).toBe(3);
});

test('each part is a track of its frames alone, and lasts until the next begins', async () => {
  const track = await widthsOf([1, 1, 2, 2, 2]).divided();
  const parts = partsOf(track).map((part) => {
    const { frames, width, start, end } = part.track;
    return { from: part.firstFrame, to: part.endFrame, frames: [...frames], width, start, end };
  });
  expect(parts).toEqual([
    { from: 0, to: 2, frames: [0, 1], width: 1, start: 0, end: 2 },
    { from: 2, to: 5, frames: [2, 3, 4], width: 2, start: 2, end: 5 },
  ]);
  expect(partAt(track, 1).track.width).toBe(1);
  expect(partAt(track, 2).track.width).toBe(2);
});

test('a track of one format is what it was, and its only part is the track', async () => {
  const { divided, track } = widthsOf([1, 1, 1]);
  expect(await divided()).toBe(track);
  expect(partsOf(track)).toEqual([{ firstFrame: 0, endFrame: 3, track }]);
});

test('a track of which each part is too short to be encoded alone is varying', async () => {
  const often = await widthsOf(
    Array.from({ length: 100 }, (_, i) => 1 + (i % 2)),
    25,
  ).divided();
  expect(often).toMatchObject({ varying: true });
  expect(often.parts).toBeUndefined();
});

test('as is one of too many formats', async () => {
  const { divided, decoded } = widthsOf(Array.from({ length: 100 }, (_, i) => 1 + i));
  expect(await divided()).toMatchObject({ varying: true });
  expect(decoded()).toBeLessThan(40);
});
