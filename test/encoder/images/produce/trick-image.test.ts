/** A frame for trick play is the keyframe of its time, a random access point by itself, whatever container and codec it is in. */
import { describe, expect, test } from 'vitest';
import { trickFrames } from '../../../../src/encoder/images/frames/trick-frames.js';
import { produceImage } from '../../../../src/encoder/images/produce/produce-image.js';
import { trickFrameBits, trickRendition } from '../../../../src/encoder/images/trick-rendition.js';
import { encodeParameterSets } from '../../../../src/encoder/produce/init.js';
import { producerOf } from '../../../../src/encoder/produce/producers.js';
import { readFragments } from '../../../../src/packager/index.js';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';
import { type MasterUnderTest, never, withMaster } from '../../produce/support/master-under-test.js';

const KINDS: readonly EncodedKind[] = [
  ...(['h264-24-gop2', 'h264-23976-irregular-gop', 'h264-vfr', 'h264-open-gop', 'interlaced'] as const),
  ...(['rotated-90', 'mirrored', 'anamorphic', 'full-range', 'hevc10-hdr'] as const),
  ...(['prores-mov', 'mkv-h264-ac3', 'webm-vp8-vorbis', 'ts-h264-aac'] as const),
];

/** Each frame of a master's smallest trick play, as players get it: with the init segment before it. */
async function playable({ index, ladder, settings, source }: MasterUnderTest) {
  const track = index.video!;
  const rendition = trickRendition(ladder.video[0]!, track.end);
  const [configuration] = await encodeParameterSets(settings, [rendition.encoding], never);
  const init = producerOf(rendition.encoding).init(rendition.encoding, configuration!);
  const context = { settings, source: source(track.file), signal: never, configuration: configuration! };
  const shown = trickFrames(track);
  const segments = [];
  for (const segment of shown.frames.keys()) {
    const { bytes } = await produceImage({ track, rendition, segment }, context);
    segments.push(Buffer.concat([init, bytes]));
  }
  return { ...shown, rendition, segments };
}

describe('trick play shows the keyframes at their times, of', () => {
  test.each(KINDS)('%s', async (kind) => {
    await withMaster(await generateMaster(kind), async (master) => {
      const { frames, times, rendition, segments } = await playable(master);
      expect(frames.length).toBeGreaterThanOrEqual(2);
      for (const [n, input] of segments.entries()) {
        expect(await decodeFrameNumbers('pipe:0', { input })).toEqual([frames[n]]);
        const { samples } = readFragments(input);
        expect(samples).toMatchObject([{ sync: true, decodeTime: times[n]!, compositionTime: times[n]! }]);
        expect(8 * samples[0]!.data.byteLength).toBeLessThan(trickFrameBits(rendition));
      }
    });
  });
});

test('a frame for trick play has the same bytes each time', async () => {
  await withMaster(await generateMaster('h264-23976-irregular-gop'), async (master) => {
    const [one, other] = await Promise.all([playable(master), playable(master)]);
    expect(Buffer.concat(one.segments).equals(Buffer.concat(other.segments))).toBe(true);
  });
});
