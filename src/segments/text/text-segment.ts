import type { SegmentMap } from '../../masters/index.js';
import { type Cue, cuesWithin, type TextDocument, writeWebVttSegment } from '../../text/index.js';

/**
 * Media begins at 0: a `tfdt` is the time of the presentation, and so is a cue's. Players of HLS add what this says to the clock of
 * their media (RFC 8216 3.5); those of DASH take the times of cues as they are.
 */
const TIMESTAMP_MAP = { mpegts: 0, local: 0 };

/** The cues that are shown within a segment, in their order. @param segment from 0. */
export function cuesOfSegment(
  { cues }: TextDocument,
  { boundaries, timescale }: SegmentMap,
  segment: number,
): readonly Cue[] {
  const [start, end] = [boundaries[segment]!, boundaries[segment + 1]!].map(
    (ticks) => (ticks * 1000) / timescale,
  );
  return cuesWithin(cues, { start: start!, end: end! });
}

/** A segment of WebVTT, of whole cues: the first where they are too many. @returns also whether some are left out. */
export function textSegment(document: TextDocument, cues: readonly Cue[]) {
  const { text, isCut } = writeWebVttSegment({ ...document, cues }, TIMESTAMP_MAP);
  return { bytes: Buffer.from(text), isCut };
}
