/** The order of test files: the slowest start first, so that the workers finish at about the same time. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Slow files that are small. Vitest sorts the rest by their last duration, and on a first run by size. */
const LONGEST = [
  'e2e/corpus/faults/faults.test.ts',
  'e2e/cluster/promises.test.ts',
  'e2e/browser/television.test.ts',
  'e2e/corpus/corpus.test.ts',
  'e2e/conformance/conformance.test.ts',
  'e2e/promises/frame-exact.test.ts',
  'e2e/promises/disk-tier.test.ts',
  'e2e/promises/placed-audio.test.ts',
  'e2e/behind-edges/behind-edges.test.ts',
  'e2e/browser/players.test.ts',
  'web/page.test.ts',
  'encoder/produce/video-segments.test.ts',
  'encoder/feed/video-feed.test.ts',
  'encoder/produce/audio-segments.test.ts',
  'encoder/produce/parameter-sets.test.ts',
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
