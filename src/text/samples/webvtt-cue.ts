import type { CueNode } from '../cue.js';
import { cutCueText } from '../cue-list.js';
import { linesOf } from '../lines.js';
import type { Reading } from '../reading.js';
import { readPayload } from '../webvtt/read-payload.js';
import { readSettings } from '../webvtt/read-settings.js';

/** A cue whose parts a container has. */
export interface WrittenWebVtt {
  readonly id: string;
  readonly settings: string;
  readonly text: string;
}

interface CueTimes {
  readonly start: number;
  readonly end: number;
  /** What the times within its text are counted from; all in milliseconds. */
  readonly origin: number;
}

export function addWebVttCue(
  { id, settings, text }: WrittenWebVtt,
  { start, end, origin }: CueTimes,
  reading: Reading,
): void {
  const { limits, log, cues } = reading;
  const written = linesOf(text)
    .filter((line) => line !== '')
    .join('\n');
  const { nodes, isCut } = readPayload(cutCueText(written, { limits, log }), limits.maxDepth);
  if (isCut) log.add('nesting_cut');
  const known = readSettings(settings);
  cues.add({
    ...(id && { id }),
    start,
    end,
    ...(known && { settings: known }),
    payload: origin === 0 ? nodes : later(nodes, origin),
  });
}

function later(nodes: readonly CueNode[], time: number): readonly CueNode[] {
  return nodes.map((node) => {
    if (node.kind === 'text') return node;
    if (node.kind === 'timestamp') return { ...node, time: node.time + time };
    return { ...node, children: later(node.children, time) };
  });
}
