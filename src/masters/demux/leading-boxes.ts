import { OnplayError } from '../../shared/errors.js';
import { type BoxSpan, boxesIn } from './boxes.js';

/** The boxes in [start, end) up to the first that is none: QuickTime's descriptions may go on with something else. */
export function leadingBoxes(bytes: Uint8Array, start: number, end: number): BoxSpan[] {
  const spans: BoxSpan[] = [];
  try {
    for (const span of boxesIn(bytes, start, end)) spans.push(span);
  } catch (error) {
    if (!(error instanceof OnplayError)) throw error;
  }
  return spans;
}
