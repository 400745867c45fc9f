/** Matroska files, some of them sparse, whose elements cause far more time or memory to be spent than those of any real film. */
import { ID } from '../../../src/matroska/index.js';
import {
  element,
  float,
  idBytes,
  integer,
  padding,
  sparseElement,
  unsigned,
} from '../../matroska/support/write-ebml.js';
import {
  blockHead,
  cluster,
  ebmlHeader,
  info,
  KEYFRAME,
  LACING,
  openMatroska,
  simpleBlock,
  type TrackSpec,
  trackEntry,
  tracks,
} from '../../matroska/support/write-matroska.js';
import type { Piece } from './sparse-file.js';

/** The smallest Opus packet: the TOC byte for 20 ms, and no data (RFC 6716 3.1). */
const OPUS_SILENCE = 0x98;
const OPUS: TrackSpec = {
  ...{ number: 1, type: 'audio', codecId: 'A_OPUS' },
  codecPrivate: Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1'),
  more: [element(ID.audio, float(ID.samplingFrequency, 48_000), unsigned(ID.channels, 1))],
};
const LACED_FRAMES = 256;
const LARGEST_SIZE = 2 ** 56 - 2;

/** A segment of unknown size with audio that decodes, and what follows it. */
const afterAudio = (...pieces: readonly Piece[]): Piece[] => [
  openMatroska(info(), tracks(OPUS), cluster(0, ...Array.from({ length: 100 }, (_, i) => packet(20 * i)))),
  ...pieces,
];

const packet = (time: number): Buffer => simpleBlock(1, time, KEYFRAME, Buffer.of(OPUS_SILENCE));

/** Elements of two bytes that say nothing. */
export function voids(count: number): Piece[] {
  return afterAudio(Buffer.alloc(2 * count, padding(0)));
}

/** Audio in laces of 256 frames of a byte each. */
export function laces(frames: number): Piece[] {
  const contents = Buffer.concat([Buffer.of(LACED_FRAMES - 1), Buffer.alloc(LACED_FRAMES, OPUS_SILENCE)]);
  const block = simpleBlock(1, 0, KEYFRAME | LACING.fixed, contents);
  const seconds = 5.12;
  return afterAudio(
    ...Array.from({ length: Math.ceil(frames / LACED_FRAMES) }, (_, i) =>
      cluster(2000 + Math.round(i * seconds * 1000), block),
    ),
  );
}

/** Blocks in which the sizes of a lace take as many bytes as they may. */
export function longLaceSizes(blocks: number): Piece[] {
  const sizes = Buffer.alloc(96 * 1024, 255);
  const block = simpleBlock(1, 0, LACING.xiph, Buffer.of(LACED_FRAMES - 1), sizes);
  return afterAudio(cluster(2000, ...new Array<Buffer>(blocks).fill(block)));
}

/** Clusters of one frame each. */
export function smallClusters(count: number): Piece[] {
  return afterAudio(
    Buffer.concat(Array.from({ length: count }, (_, i) => cluster(2000 + 20 * i, packet(0)))),
  );
}

/** Groups of blocks that are in each other. */
export function nestedGroups(depth: number): Piece[] {
  const headers = Array.from({ length: depth }, (_, i) =>
    Buffer.concat([idBytes(ID.blockGroup), integer((depth - 1 - i) * 9, 8)]),
  );
  return afterAudio(cluster(2000, Buffer.concat(headers)));
}

/** Tracks that are no more than a number each. */
export function manyTracks(count: number): Piece[] {
  const entries = Array.from({ length: count }, (_, i) =>
    element(ID.trackEntry, unsigned(ID.trackNumber, i + 1)),
  );
  return [openMatroska(info(), element(ID.tracks, trackEntry(OPUS), Buffer.concat(entries)))];
}

/** A cluster and a block of the largest size that can be stated. */
export function largestSizes(): Piece[] {
  const stated = integer(LARGEST_SIZE, 8);
  return afterAudio(
    ...[idBytes(ID.cluster), stated, unsigned(ID.timestamp, 2000)],
    ...[idBytes(ID.simpleBlock), stated, blockHead(1, 0, KEYFRAME), 100_000],
  );
}

/** A segment that says it has this many bytes, and has nothing but zeros after the first cluster. */
export function emptySegment(bytes: number): Piece[] {
  const contents = [info(), tracks(OPUS), cluster(0, packet(0), packet(20), packet(40))];
  return [ebmlHeader(), ...sparseElement(ID.segment, ...contents, bytes)];
}

/** Frames of this size, each a hole, of which a budget of samples is not reached before the file is huge. */
export function largeFrames(count: number, bytes: number): Piece[] {
  const block = sparseElement(ID.simpleBlock, blockHead(1, 0, KEYFRAME), Buffer.of(OPUS_SILENCE), bytes);
  return afterAudio(
    ...Array.from({ length: count }, (_, i) =>
      sparseElement(ID.cluster, unsigned(ID.timestamp, 2000 + 20 * i), ...block),
    ).flat(),
  );
}

/** A chain of segments, each after the one before. */
export function manySegments(count: number): Piece[] {
  const one = Buffer.concat([ebmlHeader(), element(ID.segment, info(), tracks(OPUS), cluster(0, packet(0)))]);
  return [Buffer.concat(new Array<Buffer>(count).fill(one))];
}
