/** The texts of SubRip and WebVTT as they are written. */
import { linesOf } from '../lines.js';
import type { ProblemLog } from '../problems.js';
import { srtBlocks } from '../srt/blocks.js';
import { blocks } from '../webvtt/blocks.js';
import { cueTimes, headerEnd } from '../webvtt/read-webvtt.js';
import type { SourceText } from './values.js';

export function* srtTexts(text: string, log: ProblemLog): Generator<SourceText> {
  for (const { start, end, text: written } of srtBlocks(linesOf(text, log)))
    yield { start, end, text: written };
}

export function* webVttTexts(text: string, log: ProblemLog): Generator<SourceText> {
  const lines = linesOf(text, log);
  for (const { times, id = '', lines: body } of blocks(lines, headerEnd(lines, log))) {
    const shown = times === undefined ? undefined : cueTimes(times);
    if (shown) yield { start: shown.start, end: shown.end, text: [id, shown.settings, ...body].join('\n') };
  }
}
