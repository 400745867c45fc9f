/** Writes edit lists into a finished movie. */
import { box, concat, fullBox, i32, u16, u32 } from '../../../../src/isobmff/boxes/write-box.js';
import type { MediaRange } from '../reference/presented-media.js';

interface BoxAt {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const HEADER = 8;
/** Bytes from a box's start to the timescale of a version 0 `mvhd` or `mdhd` (ISO/IEC 14496-12 8.2.2, 8.4.2). */
const TIMESCALE = 20;

/**
 * A copy of the movie, whose `moov` is its last box, in which each track presents these ranges one after the other. Ranges
 * count from the start of the presentation that the movie had.
 */
export function withEdits(movie: Buffer, ranges: readonly MediaRange[]): Buffer {
  const moov = boxesOf(movie, 0, movie.length).find(({ type }) => type === 'moov');
  if (moov?.end !== movie.length) throw new Error('moov is not the last box');
  const children = boxesOf(movie, moov.start + HEADER, moov.end);
  const movieTimescale = movie.readUInt32BE(only(children, 'mvhd').start + TIMESCALE);
  const edited = children.map((child) =>
    child.type === 'trak' ? editedTrack(movie, child, movieTimescale, ranges) : bytesOf(movie, child),
  );
  return Buffer.concat([movie.subarray(0, moov.start), box('moov', ...edited)]);
}

function editedTrack(movie: Buffer, trak: BoxAt, movieTimescale: number, ranges: readonly MediaRange[]) {
  const children = boxesOf(movie, trak.start + HEADER, trak.end);
  const mdia = only(children, 'mdia');
  const mdhd = only(boxesOf(movie, mdia.start + HEADER, mdia.end), 'mdhd');
  const timescale = movie.readUInt32BE(mdhd.start + TIMESCALE);
  const start = mediaStart(movie, children);
  const edits = ranges.map(([from, to]) =>
    concat([u32((to - from) * movieTimescale), i32(start + from * timescale), u16(1), u16(0)]),
  );
  const edts = box('edts', fullBox('elst', 0, 0, u32(edits.length), ...edits));
  const rest = children.filter(({ type }) => type !== 'edts' && type !== 'tkhd');
  return box(
    'trak',
    bytesOf(movie, only(children, 'tkhd')),
    edts,
    ...rest.map((child) => bytesOf(movie, child)),
  );
}

/** The media time at which the presentation starts, by the edit list that ffmpeg wrote. */
function mediaStart(movie: Buffer, children: readonly BoxAt[]): number {
  const edts = children.find(({ type }) => type === 'edts');
  if (!edts) return 0;
  const elst = only(boxesOf(movie, edts.start + HEADER, edts.end), 'elst');
  if (movie.readUInt32BE(elst.start + 12) !== 1) throw new Error('the movie is edited already');
  return movie.readInt32BE(elst.start + 20);
}

function boxesOf(movie: Buffer, from: number, to: number): BoxAt[] {
  const boxes: BoxAt[] = [];
  for (let start = from; start + HEADER <= to; ) {
    const size = movie.readUInt32BE(start);
    if (size < HEADER) throw new Error('a box of 64-bit size, or to the end of the file');
    boxes.push({ type: movie.toString('latin1', start + 4, start + 8), start, end: start + size });
    start += size;
  }
  return boxes;
}

function only(boxes: readonly BoxAt[], type: string): BoxAt {
  const found = boxes.find((each) => each.type === type);
  if (!found) throw new Error(`there is no ${type}`);
  return found;
}

function bytesOf(movie: Buffer, { start, end }: BoxAt): Buffer {
  return movie.subarray(start, end);
}
