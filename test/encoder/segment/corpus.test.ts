/** Real masters, where there are some: each plays to its last segment, or is refused in words. */
import { describe, expect, test } from 'vitest';
import { OnplayError } from '../../../src/errors.js';
import { loadCorpus } from '../../support/corpus.js';
import { joinAudio, joinVideo } from './support/encode.js';
import { withMaster } from './support/master-under-test.js';

const corpus = loadCorpus() ?? [];

/** Encodes the first and the last segment of the lowest renditions; throws what any of it throws. */
async function play(path: string): Promise<void> {
  await withMaster(path, async (master) => {
    const { ladder, map } = master;
    const [picture] = ladder.video;
    const [sound] = ladder.audio;
    expect(picture ?? sound).toBeDefined();
    if (picture) await joinVideo(master, picture, new Set([0, map.videoCount - 1]));
    if (sound) await joinAudio(master, sound, new Set([0, map.count - 1]));
  });
}

describe.runIf(corpus.length > 0)('a real master', () => {
  const of = (...expected: string[]) => corpus.filter((entry) => expected.includes(entry.expect));

  test.each(of('ok'))('plays: $file', ({ path }) => play(path), 60_000);

  test.each(of('either', 'bad'))(
    'plays or is refused: $file',
    async ({ path }) => {
      const error: unknown = await play(path).catch((reason: unknown) => reason);
      if (error === undefined) return;
      expect(error).toBeInstanceOf(OnplayError);
      expect((error as OnplayError).code).toMatch(/^(master|segment|encode)_/);
    },
    60_000,
  );
});
