/** The order of test files: the longest begin first, so that the last ones to end do so together. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take long though they are short to read; vitest knows how long others took, and on a first run how large they are. */
const LONGEST = [
  'e2e/corpus/corpus.test.ts',
  'e2e/conformance/conformance.test.ts',
  'e2e/promises/frame-exact.test.ts',
  'e2e/promises/disk-tier.test.ts',
  'e2e/promises/placed-sound.test.ts',
  'e2e/behind-edges/behind-edges.test.ts',
  'e2e/browser/players.test.ts',
  'page/page.test.ts',
  'encoder/segment/video-segments.test.ts',
  'encoder/feed/video-feed.test.ts',
  'encoder/segment/audio-segments.test.ts',
  'encoder/segment/parameter-sets.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((file) => moduleId.endsWith(`/test/${file}`));
  return rank < 0 ? LONGEST.length : rank;
}
