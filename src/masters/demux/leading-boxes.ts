import { OnplayError } from '../../shared/errors.js';
import { type BoxSpan, boxesIn } from './boxes.js';

/** Returns the boxes in [start, end) before the first malformed one: QuickTime's descriptions may end with other data. */
export function leadingBoxes(bytes: Uint8Array, start: number, end: number): BoxSpan[] {
  const spans: BoxSpan[] = [];
  try {
    for (const span of boxesIn(bytes, start, end)) spans.push(span);
  } catch (error) {
    if (!(error instanceof OnplayError)) throw error;
  }
  return spans;
}
