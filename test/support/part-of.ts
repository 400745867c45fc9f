/**
 * Tests that are repeated for each of many masters, codecs or players take a part of them, so that people can wait for a run. `./run test:all` takes all.
 */
import { env } from 'node:process';

/** Whether the whole lists are wanted. */
export const ALL_WANTED = env['ONPLAY_TEST_LISTS'] === 'all';

/** Files that take minutes, each with the one that shows the same in less. */
export const LONG_FILES = [
  // cluster/promises
  'test/e2e/fleet/processes.test.ts',
  // fleet/one-encode
  'test/e2e/cluster/many-viewers.test.ts',
  // cluster/changing-sidecars
  'test/e2e/browser/changing-sidecars.test.ts',
  // promises/deterministic
  'test/e2e/beside/deterministic.test.ts',
];

/** One in so many of a list, beginning with the first; all of it where that is wanted. */
export function partOf<T>(list: readonly T[], every = 3): readonly T[] {
  return ALL_WANTED ? list : list.filter((_, index) => index % every === 0);
}
