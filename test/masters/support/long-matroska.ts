/** Matroska files of any length: correct headers, and frames that are holes in the file. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { ID } from '../../../src/matroska/index.js';
import { idBytes, integer, sparseElement, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  blockHead,
  ebmlHeader,
  info,
  KEYFRAME,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';
import type { CountingSource } from './byte-source.js';
import { type Piece, totalLength } from './sparse-file.js';

export interface LongMatroska {
  readonly seconds: number;
  /** Frames per second; none without video. */
  readonly frameRate?: number;
  readonly frameBytes?: number;
  /** Packets per second of audio; none without audio. */
  readonly packetRate?: number;
  readonly packetBytes?: number;
  readonly clusterSeconds?: number;
}

/** Blocks of video and audio in the order of their times, in milliseconds, with a keyframe at the start of each cluster. */
export function longMatroska(file: LongMatroska): Piece[] {
  const { seconds, clusterSeconds = 5 } = file;
  const clusters: Piece[] = [];
  for (let start = 0; start < seconds; start += clusterSeconds)
    for (const piece of clusterOf(file, start, Math.min(seconds, start + clusterSeconds)))
      clusters.push(piece);
  const head = [info({ duration: seconds * 1000 }), tracks(VIDEO, AUDIO)];
  const size = totalLength(head) + totalLength(clusters);
  return [ebmlHeader(), idBytes(ID.segment), integer(size, 8), ...head, ...clusters];
}

interface TimedBlock {
  readonly track: number;
  readonly time: number;
  readonly bytes: number;
  readonly flags: number;
}

function clusterOf(file: LongMatroska, start: number, end: number): Piece[] {
  const { frameRate = 0, frameBytes = 50_000, packetRate = 0, packetBytes = 400 } = file;
  const blocks = [
    ...blocksOf(1, frameRate, frameBytes, start, end),
    ...blocksOf(2, packetRate, packetBytes, start, end),
  ].sort((a, b) => a.time - b.time);
  const contents = blocks.flatMap(({ track, time, bytes, flags }) =>
    sparseElement(ID.simpleBlock, blockHead(track, time - start * 1000, flags), bytes),
  );
  return sparseElement(ID.cluster, unsigned(ID.timestamp, start * 1000), ...contents);
}

function blocksOf(track: number, rate: number, bytes: number, start: number, end: number): TimedBlock[] {
  const [first, last] = [Math.ceil(start * rate), Math.ceil(end * rate)];
  return Array.from({ length: last - first }, (_, i) => ({
    track,
    time: Math.round(((first + i) * 1000) / rate),
    bytes: bytes + ((first + i) % 7),
    flags: track === 2 || i === 0 ? KEYFRAME : 0,
  }));
}

/** Writes the pieces as a file, in which zeros are holes. */
export function writePieces(path: string, pieces: readonly Piece[]): void {
  const file = openSync(path, 'w');
  try {
    let at = 0;
    for (const piece of pieces) {
      if (typeof piece === 'number') at += piece;
      else at += writeSync(file, piece, 0, piece.byteLength, at);
    }
    ftruncateSync(file, at);
  } finally {
    closeSync(file);
  }
}

/** The same in memory, where zeros are not stored and a read takes as long however many pieces there are. */
export function piecesSource(pieces: readonly Piece[]): CountingSource {
  const starts = new Float64Array(pieces.length);
  let size = 0;
  for (const [i, piece] of pieces.entries()) {
    starts[i] = size;
    size += typeof piece === 'number' ? piece : piece.byteLength;
  }
  const counts = { reads: 0, bytes: 0 };
  const read = async (offset: number, length: number) => {
    counts.reads++;
    counts.bytes += length;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const end = offset + bytes.byteLength;
    for (let i = lastAtOrBefore(starts, offset); i < pieces.length && starts[i]! < end; i++) {
      const piece = pieces[i]!;
      if (typeof piece === 'number') continue;
      const [from, to] = [Math.max(offset, starts[i]!), Math.min(end, starts[i]! + piece.byteLength)];
      if (to > from) bytes.set(piece.subarray(from - starts[i]!, to - starts[i]!), from - offset);
    }
    return bytes;
  };
  return { counts, size, read, close: async () => undefined };
}

function lastAtOrBefore(starts: Float64Array, offset: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}
