import { setImmediate as nextTurn } from 'node:timers/promises';
import { renditionsOf } from '../../encoder/index.js';
import type { Presentation } from './presentation.js';

/**
 * Computes the upper bounds of all renditions, which take long for a master of a day: each in a turn of the event loop, so
 * that other requests are answered in between. Once all are known it resolves without a turn.
 */
export async function measureRenditions({ ladder, of }: Presentation): Promise<void> {
  for (const rendition of renditionsOf(ladder)) {
    if (of(rendition).measure()) await nextTurn();
  }
}
