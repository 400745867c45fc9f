/** SubRip, which has no standard: whatever looks like times begins a cue, and what follows is its text. */
import { cutCueText } from '../cue-list.js';
import { linesOf } from '../lines.js';
import type { Reading } from '../reading.js';
import { readSettings } from '../webvtt/read-settings.js';
import { hasUnreadableTimes, srtBlocks } from './blocks.js';
import { readMarkup } from './read-markup.js';

/** @param text without a byte order mark. */
export function readSrt(text: string, { limits, log, cues }: Reading): void {
  const lines = linesOf(text, log);
  for (const at of lines.keys()) if (hasUnreadableTimes(lines, at)) log.add('times_unreadable', at + 1);
  for (const { start, end, rest, text: written, lineNumber } of srtBlocks(lines)) {
    const kept = cutCueText(written, { limits, log, line: lineNumber });
    const { nodes, settings, isReduced, isCut } = readMarkup(kept, limits.maxDepth);
    if (isReduced || /[XY]\d:/.test(rest)) log.add('markup_dropped', lineNumber);
    if (isCut) log.add('nesting_cut', lineNumber);
    const shown = settings ?? readSettings(rest);
    cues.add({
      start: Math.max(0, start),
      end,
      ...(shown && { settings: shown }),
      payload: nodes,
      lineNumber,
    });
    if (cues.isCut) break;
  }
}
