/** The lines of a text, with the numbers that a person sees in an editor. */

import type { ProblemLog } from './problems.js';

/** Twenty for each of the cues that are kept: an array of empty lines costs far more than its text. */
const MAX_LINES = 1_000_000;

/**
 * Splits at LF, CR LF and CR, as all subtitle formats do; NUL becomes U+FFFD (WebVTT 6.1).
 * @param log where it is said that lines are left out, as they are too many.
 */
export function linesOf(text: string, log?: ProblemLog): readonly string[] {
  const lines = text.replaceAll('\0', '\uFFFD').split(/\r\n|\r|\n/, MAX_LINES);
  if (lines.length === MAX_LINES) log?.add('text_cut');
  return lines;
}
