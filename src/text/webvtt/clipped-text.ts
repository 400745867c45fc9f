/** A text as players of a clip are given it: at the times of the clip, and no longer than it. */
import type { TimeRange } from '../cue.js';
import { writeTimestamp } from './timestamp.js';
import { timestampMap } from './write-webvtt.js';
import { NO_OFFSET, type WrittenText } from './written-text.js';

/** In Hz, and after how many ticks it begins again: the clock of transport streams. */
const MPEGTS_RATE = 90_000;
const MPEGTS_CYCLE = 2 ** 33;

/**
 * What of a text is shown in a range, for players that begin at the start of the clip. Media has the times of the whole, so those of HLS
 * are told which of them the beginning is; those of DASH take the times of cues as they are.
 * @param range in milliseconds of the whole, within the clip. @param clip likewise.
 */
export function clippedText(text: WrittenText, range: TimeRange, clip: TimeRange): WrittenText {
  const { starts, ends } = text;
  const shown = [...starts.keys()].filter((i) => starts[i]! < range.end && ends[i]! > range.start);
  const startOf = (i: number) => Math.round(Math.max(starts[i]!, clip.start) - clip.start);
  const endOf = (i: number) =>
    Math.max(startOf(i) + 1, Math.round(Math.min(ends[i]!, clip.end) - clip.start));
  const blocks = shown.map((i) => movedBlock(text, i, { start: startOf(i), end: endOf(i) }));
  const offsets = new Uint32Array(blocks.length + 1);
  for (const [i, block] of blocks.entries()) offsets[i + 1] = offsets[i]! + block.byteLength;
  const mpegts = Math.round((clip.start * MPEGTS_RATE) / 1000) % MPEGTS_CYCLE;
  return {
    ...text,
    starts: Float64Array.from(shown, startOf),
    ends: Float64Array.from(shown, endOf),
    ...{ offsets, bytes: Buffer.concat(blocks) },
    head: replaced(text.head, timestampMap(NO_OFFSET), timestampMap({ mpegts, local: 0 })),
  };
}

/** The block of a cue with other times. Before them there is at most an id, which has no arrow. */
function movedBlock({ starts, ends, offsets, bytes }: WrittenText, i: number, to: TimeRange): Uint8Array {
  const block = bytes.subarray(offsets[i], offsets[i + 1]);
  return replaced(block, times({ start: starts[i]!, end: ends[i]! }), times(to));
}

function times({ start, end }: TimeRange): string {
  return `${writeTimestamp(start)} --> ${writeTimestamp(end)}`;
}

function replaced(bytes: Uint8Array, before: string, after: string): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString()
      .replace(before, () => after),
  );
}
