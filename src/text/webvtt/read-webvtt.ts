/** WebVTT (W3C): the parser of section 6, and of the rest what can be read where it ends with an error. */
import type { Region } from '../cue.js';
import { cutCueText } from '../cue-list.js';
import { MAX_REGION_CHARACTERS, MAX_REGIONS, MAX_STYLE_CHARACTERS, MAX_STYLES } from '../limits.js';
import { linesOf } from '../lines.js';
import type { ProblemLog } from '../problems.js';
import type { Reading } from '../reading.js';
import { blocks } from './blocks.js';
import { readPayload } from './read-payload.js';
import { readSettings } from './read-settings.js';
import { readTimestamp } from './timestamp.js';

/** What a file has besides its cues. */
export interface Presentation {
  /** CSS, each a sheet of its own. */
  readonly styles: readonly string[];
  readonly regions: readonly Region[];
}

const TIMES = /^[ \t]*([\d:.]+)[ \t]*-->[ \t]*([\d:.]+)([\s\S]*)$/;

/** @param text without a byte order mark. */
export function readWebVtt(text: string, reading: Reading): Presentation {
  const lines = linesOf(text, reading.log);
  const styles: string[] = [];
  const regions: Region[] = [];
  for (const { times, id, lines: body, lineNumber } of blocks(lines, headerEnd(lines, reading.log))) {
    if (times !== undefined) readCue({ times, id, text: body.join('\n'), lineNumber }, reading);
    else if (/^STYLE[ \t]*$/.test(body[0]!)) keepStyle(body.slice(1).join('\n'), styles, reading.log);
    else if (/^REGION[ \t]*$/.test(body[0]!)) keepRegion(body.slice(1).join(' '), regions, reading.log);
    if (reading.cues.isCut) break;
  }
  return { styles, regions };
}

/** The index of the first line after the header: what stands in it is nothing that a player shows. */
export function headerEnd(lines: readonly string[], log: ProblemLog): number {
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0]!)) {
    log.add('signature_missing', 1);
    return 0;
  }
  let end = 1;
  while (end < lines.length && lines[end] !== '' && !lines[end]!.includes('-->')) {
    if (lines[end]!.startsWith('X-TIMESTAMP-MAP')) log.add('timestamp_map_ignored', end + 1);
    end++;
  }
  return end;
}

/** What the line of a cue's times says, in milliseconds; undefined for one that cannot be read. */
export function cueTimes(
  line: string,
): { readonly start: number; readonly end: number; readonly settings: string } | undefined {
  const [, from = '', to = '', settings = ''] = TIMES.exec(line) ?? [];
  const [start, end] = [readTimestamp(from), readTimestamp(to)];
  return start === undefined || end === undefined ? undefined : { start, end, settings: settings.trim() };
}

interface CueBlock {
  readonly times: string;
  readonly id: string | undefined;
  readonly text: string;
  readonly lineNumber: number;
}

function readCue({ times, id, text, lineNumber }: CueBlock, { limits, log, cues }: Reading): void {
  const shown = cueTimes(times);
  if (!shown) {
    log.add('times_unreadable', lineNumber);
    return;
  }
  const { start, end } = shown;
  const settings = readSettings(shown.settings);
  const { nodes, isCut } = readPayload(cutCueText(text, { limits, log, line: lineNumber }), limits.maxDepth);
  if (isCut) log.add('nesting_cut', lineNumber);
  cues.add({ ...(id && { id }), start, end, ...(settings && { settings }), payload: nodes, lineNumber });
}

function keepStyle(sheet: string, styles: string[], log: ProblemLog): void {
  const isKept = styles.length < MAX_STYLES && sheet.length <= MAX_STYLE_CHARACTERS;
  if (isKept) styles.push(sheet);
  else log.add('styles_cut');
}

/** WebVTT 6.2. Settings are kept as they are written, for the player to read. */
function keepRegion(text: string, regions: Region[], log: ProblemLog): void {
  const words = text.split(/[ \t]+/).filter((word) => /^[a-z]+:[\w%.,-]+$/.test(word));
  const id = words.findLast((word) => word.startsWith('id:'))?.slice('id:'.length);
  if (!id) return;
  const isShort = words.join(' ').length <= MAX_REGION_CHARACTERS;
  if (isShort && regions.length < MAX_REGIONS)
    regions.push({ id, settings: words.filter((word) => !word.startsWith('id:')) });
  else log.add('styles_cut');
}
