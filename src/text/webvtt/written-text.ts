/** A text as players are given it, in arrays: a segment of it costs what the segment is long, and it changes threads without a copy. */
import type { TimeRange } from '../cue.js';
import { SEGMENT_LIMITS, type SegmentLimits, TEXT_LIMITS } from '../limits.js';
import { type TextProblem, textProblem } from '../problems.js';
import type { TextDocument } from '../read-text.js';
import { cueBlock, type TimestampMap, webVttHead } from './write-webvtt.js';

export interface WrittenText {
  /** Of each cue, in the order of their starts, in milliseconds: half-open. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Where the block of each cue begins in `bytes`, and the end of the last. A block is a cue of WebVTT between two empty lines. */
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
  /** What each segment begins with. */
  readonly head: Uint8Array;
  readonly problems: readonly TextProblem[];
}

/** Each ampersand becomes five characters, so a text may be written in more bytes than it is read from. */
const MAX_WRITTEN_BYTES = 2 * TEXT_LIMITS.maxBytes;

/** Media begins at 0 of the presentation, and so do the times of cues (RFC 8216 3.5). */
export const NO_OFFSET: TimestampMap = { mpegts: 0, local: 0 };

export function writtenText({ cues, problems, ...rest }: TextDocument): WrittenText {
  const blocks: Buffer[] = [];
  const offsets = new Uint32Array(cues.length + 1);
  for (const cue of cues) {
    const block = Buffer.from(`\n${cueBlock(cue)}\n`);
    const end = offsets[blocks.length]! + block.byteLength;
    if (end > MAX_WRITTEN_BYTES) break;
    blocks.push(block);
    offsets[blocks.length] = end;
  }
  const written = cues.slice(0, blocks.length);
  return {
    starts: Float64Array.from(written, ({ start }) => start),
    ends: Float64Array.from(written, ({ end }) => end),
    offsets: offsets.slice(0, blocks.length + 1),
    bytes: joined(blocks),
    head: Uint8Array.from(Buffer.from(`${webVttHead(rest, NO_OFFSET)}\n`)),
    problems: written.length < cues.length ? [...problems, textProblem('text_cut')] : problems,
  };
}

/** In memory of its own, which can be handed to another thread. */
function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(blocks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.byteLength;
  }
  return bytes;
}

export interface TextSegment {
  readonly bytes: Uint8Array;
  /** Whether cues were left out, as there are too many. */
  readonly isCut: boolean;
}

/**
 * The segment of a text that is shown in a range: every cue that it touches, whole, with its own times and id, by which players know that
 * it is the same in the next one (RFC 8216 3.5).
 */
export function segmentOfText(text: WrittenText, range: TimeRange, limits = SEGMENT_LIMITS): TextSegment {
  const { offsets, bytes } = text;
  return segmentOfBlocks(text, range, limits, (cue) => bytes.subarray(offsets[cue], offsets[cue + 1]));
}

/** Ends the last block: ffmpeg reads segments one behind the other, and would take the head of the next one for text of the last cue. */
const EMPTY_LINE = Buffer.from('\n');

/** As `segmentOfText`, with other blocks. @param blockOf called for cues of the range, as far as the limits let it. */
export function segmentOfBlocks(
  { starts, ends, head }: Pick<WrittenText, 'starts' | 'ends' | 'head'>,
  range: TimeRange,
  { maxCues, maxBytes }: SegmentLimits,
  blockOf: (cue: number) => Uint8Array,
): TextSegment {
  const parts = [head];
  const written = () => joined([...parts, EMPTY_LINE]);
  let bytesLeft = maxBytes;
  for (let i = 0; i < starts.length && starts[i]! < range.end; i++) {
    if (ends[i]! <= range.start) continue;
    if (parts.length > maxCues) return { bytes: written(), isCut: true };
    const block = blockOf(i);
    bytesLeft -= block.byteLength;
    if (bytesLeft < 0) return { bytes: written(), isCut: true };
    parts.push(block);
  }
  return { bytes: written(), isCut: false };
}
