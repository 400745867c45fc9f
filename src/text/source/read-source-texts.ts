/** The texts of a file as they are written, for those who read the markup themselves: nothing is reduced to WebVTT. */
import { decodeBytes } from '../characters/decode-bytes.js';
import { TEXT_LIMITS } from '../limits.js';
import { ProblemLog, type TextProblem } from '../problems.js';
import { signatureOf, type TextFormat } from '../read-text.js';
import { assDialogues } from './ass-dialogues.js';
import { srtTexts, webVttTexts } from './plain-texts.js';
import type { SourceScript, SourceText } from './values.js';

export interface SourceTexts {
  readonly format: TextFormat;
  /** See `SourceScript`. */
  readonly head: string;
  /** In the order of their starts, none of them empty. */
  readonly texts: readonly SourceText[];
  readonly problems: readonly TextProblem[];
}

/** More than any typeset film has: four for each of the cues that a text may have. */
const MAX_TEXTS = 4 * TEXT_LIMITS.maxCues;

/** Reads a file of text. Never throws: what cannot be read is left out, and most of what is too much. */
export function readSourceTexts(bytes: Uint8Array): SourceTexts {
  const log = new ProblemLog();
  if (bytes.length > TEXT_LIMITS.maxBytes) log.add('text_cut');
  const text = decodeBytes(bytes.subarray(0, TEXT_LIMITS.maxBytes), log);
  const format = signatureOf(text);
  const { head, texts } = readAs(format, text, log);
  const kept: SourceText[] = [];
  for (const one of texts) {
    if (kept.length === MAX_TEXTS) {
      log.add('cues_cut');
      break;
    }
    if (one.end > Math.max(0, one.start)) kept.push({ ...one, start: Math.max(0, one.start) });
  }
  return { format, head, texts: kept.sort((a, b) => a.start - b.start), problems: log.problems };
}

function readAs(format: TextFormat, text: string, log: ProblemLog): SourceScript {
  if (format === 'ass') return assDialogues(text, log);
  return { head: '', texts: format === 'srt' ? srtTexts(text, log) : webVttTexts(text, log) };
}
