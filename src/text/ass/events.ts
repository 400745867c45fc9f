/** Events of ASS on their way to the cues. */
import { plainText } from '../cue.js';
import type { Reading } from '../reading.js';
import { readEvent } from './read-event.js';
import type { AssScript } from './script.js';

export interface AssEvents {
  readonly script: AssScript;
  /** @param fields of an event, by name. */
  add(fields: ReadonlyMap<string, string>, when: EventTime): void;
}

interface EventTime {
  /** Milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly lineNumber?: number;
}

/** Adds events to the cues of a reading, each once: signs are written in several layers, one upon the other. */
export function assEvents(script: AssScript, { cues, limits, log }: Reading): AssEvents {
  const known = new Set<string>();
  return {
    script,
    add(fields, { start, end, lineNumber }) {
      const event = {
        text: fields.get('text') ?? '',
        style: fields.get('style') ?? '',
        name: fields.get('name') ?? fields.get('actor') ?? '',
      };
      const { nodes, settings, isReduced, isCut } = readEvent(event, script, limits.maxDepth);
      if (isReduced) log.add('markup_dropped', lineNumber);
      if (isCut) log.add('nesting_cut', lineNumber);
      const text = plainText(nodes);
      const name = JSON.stringify([start, end, text, settings]);
      // A drawing has no text, and is no mistake.
      if ((isReduced && text.trim() === '') || known.has(name)) return;
      known.add(name);
      cues.add({
        start,
        end,
        ...(settings && { settings }),
        payload: nodes,
        ...(lineNumber !== undefined && { lineNumber }),
      });
    },
  };
}
