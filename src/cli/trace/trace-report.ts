/** What `onplay trace` prints. Pure. */
import { writeCode } from '../../shared/trace/trace-code.js';
import type { Accusation, ReadCopy, Unreadable } from '../../trace/index.js';
import type { Candidates } from './candidate-codes.js';

interface Accused extends Accusation {
  /** Eight hexadecimal digits, as in grants. */
  readonly written: string;
  /** Those of the list of viewers who have the code. */
  readonly viewers?: readonly string[];
}

export interface TraceReport {
  /** Why the copy was not read. */
  readonly unreadable?: Unreadable;
  /** How many segments were read. */
  readonly segments: number;
  /** Where in the film the copy begins, in seconds. */
  readonly begins?: number;
  /** What of the frame the copy shows, in parts of it. */
  readonly place?: ReadCopy['place'];
  /** How much of the pattern is left, as a part of what was added. */
  readonly left?: number;
  /** The surest first. */
  readonly accused: readonly Accused[];
  /** What was read of each segment; see `Evidence`. */
  readonly evidence?: ReadCopy['evidence'];
}

const REASONS: Readonly<Record<Unreadable, string>> = {
  'no frames': 'No frame of it can be decoded.',
  'another film': 'It does not show this asset, or too little of it.',
};

export function traceReport(
  read: ReadCopy | Unreadable,
  accused: readonly Accusation[],
  candidates?: Candidates,
): TraceReport {
  if (typeof read === 'string') return { unreadable: read, segments: 0, accused: [] };
  const { offset, place, left, bits, evidence } = read;
  return {
    ...{ segments: bits.length, begins: offset, place, left, evidence },
    accused: accused.map((one) => {
      const viewers = candidates?.get(one.code) ?? [];
      return { ...one, written: writeCode(one.code), ...(viewers.length > 0 && { viewers }) };
    }),
  };
}

export function traceText({
  unreadable,
  segments,
  begins = 0,
  place,
  left = 0,
  accused,
}: TraceReport): string {
  if (unreadable || !place) return `${REASONS[unreadable ?? 'no frames']}\n`;
  const shown = [place.left, place.top, place.right, place.bottom].map(
    (part) => `${(100 * part).toFixed(1)}%`,
  );
  const lines = [
    `Begins at ${begins.toFixed(2)} s of the asset; shows the frame from ${shown[0]} to ${shown[2]} across and ${shown[1]} to ${shown[3]} down.`,
    `${segments} segments read; ${left.toFixed(2)} of the pattern is left.`,
    ...accused.map(accusedText),
    ...(accused.length === 0 ? ['No viewer is found: nothing fits better than chance would have it.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function accusedText({ code, written, viewers = [], chance, agreement }: Accused): string {
  const name = viewers.length === 0 ? '' : ` ${viewers.join(' or ')},`;
  const agreed = `${(100 * agreement).toFixed(1)}% of the segments agree`;
  return `Viewer:${name} code ${code} (${written}); ${agreed}. Probability that it is another: at most ${chance.toExponential(1)}.`;
}
