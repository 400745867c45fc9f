/** What is measured is what the filter of ffmpeg says of the whole file, and what is encoded with a gain is so much louder. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatedLoudness } from '../../../src/assets/loudness/gated-loudness.js';
import { gainedRendition } from '../../../src/encoder/loudness/gained-rendition.js';
import { measureLoudness } from '../../../src/encoder/loudness/measure-loudness.js';
import { integratedLoudness } from '../../support/integrated-loudness.js';
import { generateMaster } from '../../support/masters.js';
import { joinAudio } from '../produce/support/encode.js';
import { type MasterUnderTest, never, openMaster } from '../produce/support/master-under-test.js';

let master: MasterUnderTest;
beforeAll(async () => {
  master = await openMaster(await generateMaster('h264-24-gop2'));
});
afterAll(() => master?.close());

function measured(start: number, end: number) {
  const track = master.index.audio[0]!;
  const context = { source: master.source(track.file), signal: never };
  return measureLoudness(master.settings, { track, start, end }, context);
}

describe('the loudness of a track', () => {
  it('is what ffmpeg measures of the file', async () => {
    const { blocks, truePeak } = await measured(0, 12);
    expect(Math.abs(gatedLoudness(blocks)! - (await integratedLoudness(master.path)))).toBeLessThan(0.2);
    expect(truePeak).toBeLessThan(0);
    expect(truePeak).toBeGreaterThan(-12);
  });

  it('of a stretch has a block for each tenth of a second, but the first three', async () => {
    expect((await measured(3, 5)).blocks.length).toBeGreaterThanOrEqual(16);
    expect((await measured(3, 5)).blocks.length).toBeLessThanOrEqual(17);
  });

  it('is unknown where there is no audio', async () => {
    expect(await measured(100, 120)).toEqual({ blocks: [], truePeak: Number.NEGATIVE_INFINITY });
  });
});

describe('audio with a gain', () => {
  it.each([-12, 3.5])('is louder by %d decibels', async (decibels) => {
    const rendition = master.ladder.audio.at(-1)!;
    const gained = gainedRendition(rendition, { decibels, seal: '' });
    const [plain, louder] = await Promise.all(
      [rendition, gained].map(async (each) =>
        integratedLoudness('pipe:0', await joinAudio(master, each, [0, 1, 2])),
      ),
    );
    expect(Math.abs(louder! - plain! - decibels)).toBeLessThan(0.3);
  });

  it('is the same whenever it is encoded', async () => {
    const gained = gainedRendition(master.ladder.audio[0]!, { decibels: -12, seal: '' });
    expect(await joinAudio(master, gained, [1])).toEqual(await joinAudio(master, gained, [1]));
  });
});
