/**
 * Tests that are repeated for each of many masters, codecs or players take a part of them, so that a run ends within the hour or so that
 * people wait for it. `./run test:all` takes all.
 */
import { env } from 'node:process';

/** Whether the whole lists are wanted. */
export const ALL_WANTED = env['ONPLAY_TEST_LISTS'] === 'all';

/** One in three of a list, beginning with the first; all of it where that is wanted. */
export function partOf<T>(list: readonly T[]): readonly T[] {
  return ALL_WANTED ? list : list.filter((_, index) => index % 3 === 0);
}
