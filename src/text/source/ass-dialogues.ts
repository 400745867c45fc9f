/** The events of an ASS or SSA script as Matroska stores them, and what stands before them. */
import { readTime } from '../ass/read-time.js';
import { fieldsOf, readScript } from '../ass/script.js';
import { linesOf } from '../lines.js';
import type { ProblemLog } from '../problems.js';
import type { SourceScript, SourceText } from './values.js';

const DIALOGUE = 'Dialogue:';
/** In which the fields of an event are stored (RFC 9559 has none of it; the codec specification of Matroska has). */
const FORMAT = 'Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text';
const STORED = ['style', 'name', 'marginl', 'marginr', 'marginv', 'effect', 'text'];
/** Sections that say how text is drawn. Others bring fonts and images, or what a program keeps for itself. */
const HEAD_SECTION = /^\s*\[(?:script info|v4\+? styles|v4\+\+ styles)\]/i;
const SECTION = /^\s*\[/;
/** More styles come from no program that writes subtitles. */
const MAX_HEAD_CHARACTERS = 1024 * 1024;

export function assDialogues(text: string, log: ProblemLog): SourceScript {
  const lines = linesOf(text, log);
  const { eventFields } = readScript(lines.filter((line) => !line.startsWith(DIALOGUE)));
  return {
    head: `${headLines(lines).join('\n').slice(0, MAX_HEAD_CHARACTERS)}\n[Events]\nFormat: ${FORMAT}\n`,
    texts: events(lines, eventFields),
  };
}

function headLines(lines: readonly string[]): readonly string[] {
  let isHead = false;
  return lines.filter((line) => {
    if (SECTION.test(line)) isHead = HEAD_SECTION.test(line);
    return isHead;
  });
}

function* events(lines: readonly string[], names: readonly string[]): Generator<SourceText> {
  let order = 0;
  for (const line of lines) {
    if (!line.startsWith(DIALOGUE)) continue;
    const fields = fieldsOf(line.slice(DIALOGUE.length), names);
    const [start, end] = [readTime(fields.get('start') ?? ''), readTime(fields.get('end') ?? '')];
    if (start === undefined || end === undefined) continue;
    const layer = Number.parseInt(fields.get('layer') ?? '', 10) || 0;
    const stored = STORED.map(
      (name) => fields.get(name === 'name' && !fields.has(name) ? 'actor' : name) ?? '',
    );
    yield { start, end, text: [order++, layer, ...stored].join(',') };
  }
}
