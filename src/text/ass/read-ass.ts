/** Advanced SubStation Alpha (ASS) and SSA, reduced to what WebVTT holds. */
import { cutCueText } from '../cue-list.js';
import { linesOf } from '../lines.js';
import type { Reading } from '../reading.js';
import { type AssEvents, assEvents } from './events.js';
import { readTime } from './read-time.js';
import { fieldsOf, readScript } from './script.js';

/** @param text without a byte order mark. */
export function readAss(text: string, reading: Reading): void {
  const lines = linesOf(text, reading.log);
  const script = readScript(lines.filter((line) => !line.startsWith('Dialogue:')));
  const events = assEvents(script, reading);
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('Dialogue:'))
      readDialogue(line.slice('Dialogue:'.length), i + 1, { events, reading });
    if (reading.cues.isCut) break;
  }
}

function readDialogue(
  line: string,
  lineNumber: number,
  { events, reading }: { events: AssEvents; reading: Reading },
): void {
  const { limits, log } = reading;
  const fields = fieldsOf(cutCueText(line, { limits, log, line: lineNumber }), events.script.eventFields);
  const start = readTime(fields.get('start') ?? '');
  const end = readTime(fields.get('end') ?? '');
  if (start === undefined || end === undefined) log.add('times_unreadable', lineNumber);
  else events.add(fields, { start, end, lineNumber });
}
