/** Captions in the frames of masters are in all renditions, as ffmpeg decodes them. */
import { describe, expect, test } from 'vitest';
import { videoCodecs } from '../../../src/encoder/codecs/index.js';
import { withPassthrough } from '../../../src/encoder/index.js';
import { videoInit } from '../../../src/encoder/produce/init.js';
import { copyVideoSegment } from '../../../src/encoder/produce/video/copy-video-segment.js';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import {
  type CaptionedKind,
  CUE_TEXTS,
  captionedBytes,
  captionedMaster,
} from '../../support/captions/captioned-masters.js';
import { decodedCaptions } from '../../support/captions/decoded-captions.js';
import { generateMaster } from '../../support/masters.js';
import { joinVideo } from '../produce/support/encode.js';
import { type MasterUnderTest, withMaster } from '../produce/support/master-under-test.js';

const KINDS: readonly CaptionedKind[] = [
  'film',
  'film in Matroska',
  'film in a transport stream',
  'television',
];

/** A frame of the slowest of the renditions, in milliseconds, and the rounding of what the decoder writes. */
const WITHIN_MS = 1000 / 24 + 1;

describe.each(KINDS)('%s', (kind) => {
  test('is known to have captions, and which', async () => {
    await withMaster(await captionedMaster(kind), async ({ index, ladder }) => {
      const expected =
        kind === 'television' ? { channels: [1, 3], services: [] } : { channels: [1], services: [1] };
      expect(index.video?.captions).toEqual(expected);
      expect(ladder.video.map(({ captions }) => captions)).toEqual(ladder.video.map(() => true));
    });
  });

  test('has them at their times in an encoded rendition', async () => {
    const fields = kind === 'television' ? (['first', 'second'] as const) : (['first'] as const);
    await withMaster(await captionedMaster(kind), async (master) => {
      const joined = await joinVideo(master, master.ladder.video[0]!);
      for (const field of fields) await expectSame(joined, await captionedBytes(kind), field);
    });
  });
});

async function expectSame(media: Uint8Array, master: Uint8Array, field: 'first' | 'second'): Promise<void> {
  const [decoded, reference] = [await decodedCaptions(media, field), await decodedCaptions(master, field)];
  const texts = field === 'first' ? CUE_TEXTS : CUE_TEXTS.map((text) => `X ${text}`);
  expect(reference.map(({ text }) => text)).toEqual(texts);
  expect(decoded.map(({ text }) => text)).toEqual(texts);
  decoded.forEach(({ start, end }, i) => {
    expect(Math.abs(start - reference[i]!.start)).toBeLessThan(WITHIN_MS);
    expect(Math.abs(end - reference[i]!.end)).toBeLessThan(WITHIN_MS);
  });
}

test('captions of both fields are kept where every other frame is dropped', async () => {
  await withMaster(await captionedMaster('television'), async ({ ladder }) => {
    expect(ladder.video[0]!.keepEvery).toBe(2);
  });
});

test('a rendition that is passed through has the captions of the master', async () => {
  await withMaster(await captionedMaster('film'), async (master) => {
    const { ladder, index, map } = master;
    const top = withPassthrough(ladder, index, map).video.at(-1)!;
    expect(top.passthrough).toBe(true);
    await expectSame(await joinCopies(master, top), await captionedBytes('film'), 'first');
  });
});

async function joinCopies(master: MasterUnderTest, rendition: VideoRendition): Promise<Buffer> {
  const { index, map, source } = master;
  const track = index.video!;
  const parts = [videoInit(rendition, videoCodecs.h264.sourceConfiguration(track))];
  for (let segment = 0; segment < map.videoCount; segment++)
    parts.push((await copyVideoSegment({ track, map, rendition, segment }, source(track.file))).bytes);
  return Buffer.concat(parts);
}

test('a master without captions has renditions without', async () => {
  await withMaster(await generateMaster('h264-2997'), async ({ index, ladder }) => {
    expect(index.video?.captions).toBeUndefined();
    expect(ladder.video.every((rendition) => !('captions' in rendition))).toBe(true);
  });
});
