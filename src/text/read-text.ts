/** From the bytes of a text file to its cues. */
import { readAss } from './ass/read-ass.js';
import { decodeBytes } from './characters/decode-bytes.js';
import type { Cue, Region } from './cue.js';
import { CueList } from './cue-list.js';
import { TEXT_LIMITS, type TextLimits } from './limits.js';
import { linesOf } from './lines.js';
import { ProblemLog, type TextProblem } from './problems.js';
import type { Reading } from './reading.js';
import { readSrt } from './srt/read-srt.js';
import { type Presentation, readWebVtt } from './webvtt/read-webvtt.js';

/** Characters before which a script of ASS has begun: only comments stand before its first section. */
const HEAD_CHARACTERS = 8192;

/** `ass` is SSA too. */
export type TextFormat = 'webvtt' | 'srt' | 'ass';

/** A text as far as it can be shown. */
export interface TextDocument {
  /** In the order of their starts. */
  readonly cues: readonly Cue[];
  /** Style sheets of a WebVTT file, in CSS. */
  readonly styles: readonly string[];
  readonly regions: readonly Region[];
  /** What is not shown as it was written. */
  readonly problems: readonly TextProblem[];
}

/**
 * Reads a text. Never throws: what cannot be read is left out, and said in `problems`.
 * @param format by the file's name; a text that is obviously of the other is read as such.
 */
export function readText(
  bytes: Uint8Array,
  format: TextFormat,
  limits: TextLimits = TEXT_LIMITS,
): TextDocument {
  const log = new ProblemLog();
  if (bytes.length > limits.maxBytes) log.add('text_cut');
  const text = decodeBytes(bytes.subarray(0, limits.maxBytes), log);
  const found = formatOf(text, format, log);
  const cues = new CueList(limits, log, { inOrder: found !== 'ass' });
  const presentation = readAs(found, text, { limits, log, cues });
  return { cues: cues.cues, ...presentation, problems: log.problems };
}

function readAs(format: TextFormat, text: string, reading: Reading): Presentation {
  if (format === 'webvtt') return readWebVtt(text, reading);
  if (format === 'ass') readAss(text, reading);
  else readSrt(text, reading);
  return { styles: [], regions: [] };
}

/** SubRip that was given the name of WebVTT is common, and the other way round. */
function formatOf(text: string, format: TextFormat, log: ProblemLog): TextFormat {
  const found = signatureOf(text);
  if (found !== format && text.trim() !== '') log.add('signature_missing', 1, `it is read as ${found}`);
  return found;
}

/** By what a text begins with; SubRip begins with nothing. */
export function signatureOf(text: string): TextFormat {
  if (/^WEBVTT(?:\s|$)/.test(text)) return 'webvtt';
  return beginsAsScript(text) || /^\[Events\]/m.test(text) ? 'ass' : 'srt';
}

function beginsAsScript(text: string): boolean {
  const lines = linesOf(text.slice(0, HEAD_CHARACTERS)).map((line) => line.trim());
  const first = lines.find((line) => line !== '' && !line.startsWith(';'));
  return first?.toLowerCase().startsWith('[script info]') ?? false;
}
