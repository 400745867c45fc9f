/**
 * Tests that are repeated for each of many masters, codecs or players take a part of them, so that a run ends within the hour or so that
 * people wait for it. `./run test:all` takes all.
 */
import { env } from 'node:process';

/** Whether the whole lists are wanted. */
export const ALL_WANTED = env['ONPLAY_TEST_LISTS'] === 'all';

/** Files of minutes, each with what shows the same in less. */
export const LONG_FILES = {
  'test/e2e/fleet/processes.test.ts': 'test/e2e/cluster/promises.test.ts',
  'test/e2e/cluster/many-viewers.test.ts': 'test/e2e/fleet/one-encode.test.ts',
  'test/e2e/browser/changing-sidecars.test.ts': 'test/e2e/cluster/changing-sidecars.test.ts',
  'test/e2e/beside/deterministic.test.ts': 'test/e2e/promises/deterministic.test.ts',
} as const;

/** One in so many of a list, beginning with the first; all of it where that is wanted. */
export function partOf<T>(list: readonly T[], every = 3): readonly T[] {
  return ALL_WANTED ? list : list.filter((_, index) => index % every === 0);
}
