import type { SegmentMap } from '../../masters/index.js';
import { cuesWithin, type TextDocument, writeWebVtt } from '../../text/index.js';

/**
 * Media begins at 0: a `tfdt` is the time of the presentation, and so is a cue's. Players of HLS add what this says to the clock of
 * their media (RFC 8216 3.5); those of DASH take the times of cues as they are.
 */
const TIMESTAMP_MAP = { mpegts: 0, local: 0 };

/** A segment of WebVTT: every cue that is shown within it, whole. @param segment from 0. */
export function textSegment(document: TextDocument, map: SegmentMap, segment: number): Uint8Array {
  const { boundaries, timescale } = map;
  const [start, end] = [boundaries[segment]!, boundaries[segment + 1]!].map(
    (ticks) => (ticks * 1000) / timescale,
  );
  const cues = cuesWithin(document.cues, { start: start!, end: end! });
  return Buffer.from(writeWebVtt({ ...document, cues }, TIMESTAMP_MAP));
}
