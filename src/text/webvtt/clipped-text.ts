/** Segments of a text as players of a clip are given them: at the times of the clip, and no longer than it. */
import type { TimeRange } from '../cue.js';
import { SEGMENT_LIMITS } from '../limits.js';
import { writeTimestamp } from './timestamp.js';
import { timestampMap } from './write-webvtt.js';
import { NO_OFFSET, segmentOfBlocks, type TextSegment, type WrittenText } from './written-text.js';

/** In Hz, and after how many ticks it begins again: the clock of transport streams. */
const MPEGTS_RATE = 90_000;
const MPEGTS_CYCLE = 2 ** 33;

/**
 * As `segmentOfText`, for players that begin at the start of the clip. Media has the times of the whole, so those of HLS are told which of
 * them the beginning is; those of DASH take the times of cues as they are.
 * @param range in milliseconds of the whole, within the clip. @param clip likewise.
 */
export function segmentOfClippedText(
  text: WrittenText,
  range: TimeRange,
  clip: TimeRange,
  limits = SEGMENT_LIMITS,
): TextSegment {
  const mpegts = Math.round((clip.start * MPEGTS_RATE) / 1000) % MPEGTS_CYCLE;
  const head = replaced(text.head, timestampMap(NO_OFFSET), timestampMap({ mpegts, local: 0 }));
  return segmentOfBlocks({ ...text, head }, range, limits, (cue) => movedBlock(text, cue, clip));
}

/** The block of a cue at the times of the clip. Before them there is at most an id, which has no arrow. */
function movedBlock({ starts, ends, offsets, bytes }: WrittenText, i: number, clip: TimeRange): Uint8Array {
  const shown = { start: starts[i]!, end: ends[i]! };
  const start = Math.round(Math.max(shown.start, clip.start) - clip.start);
  const end = Math.max(start + 1, Math.round(Math.min(shown.end, clip.end) - clip.start));
  return replaced(bytes.subarray(offsets[i], offsets[i + 1]), times(shown), times({ start, end }));
}

function times({ start, end }: TimeRange): string {
  return `${writeTimestamp(start)} --> ${writeTimestamp(end)}`;
}

/** @param before is in the bytes. */
function replaced(bytes: Uint8Array, before: string, after: string): Uint8Array {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(before);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(after), bytes.subarray(at + before.length)]);
}
