/** Writes a long film as Matroska, laid out as ffmpeg and mkvmerge do. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { ID, type TrackEntry } from '../../../src/matroska/index.js';
import { type Piece, totalLength } from '../../masters/support/sparse-file.js';
import { element, float, idBytes, integer, unsigned, VOID } from '../../matroska/support/write-ebml.js';
import { blockHead, ebmlHeader, info, KEYFRAME, tracks } from '../../matroska/support/write-matroska.js';
import { type FilmFrame, type LongFilm, secondsOf } from './long-film.js';
import { FRAME_RATE, SAMPLE_RATE, SAMPLES_PER_FRAME, type SourceFilm } from './source-film.js';
import { SparseWriter } from './sparse-writer.js';

const VIDEO = 1;
const AUDIO = 2;
/** A cluster ends when it has as many, or before a keyframe. */
const CLUSTER_BYTES = 5_000_000;
const SIZE_BYTES = 8;
const ID_BYTES = 4;
const CUE = { point: 0xbb, time: 0xb3, positions: 0xb7, track: 0xf7, cluster: 0xf1 };

interface TimedBlock {
  readonly track: number;
  /** Of presentation, in milliseconds. */
  readonly time: number;
  /** In seconds; blocks lie in this order. */
  readonly decodeTime: number;
  readonly frame: FilmFrame;
}

/** With a seek head, and cues at the end. Returns where these two are, for `removeCues`. */
export function writeMatroskaFilm(path: string, source: SourceFilm, film: LongFilm): readonly number[] {
  const file = new SparseWriter(path);
  file.write(ebmlHeader(), idBytes(ID.segment));
  const sizeAt = file.position;
  file.write(integer(0, SIZE_BYTES));
  const start = file.position;
  file.write(seekHead(0), info({ duration: film.seconds * 1000 }), trackEntries(source));
  const cuePoints = writeClusters(file, start, blocksOf(source, film));
  const cuesAt = file.position;
  const contents = Buffer.concat(cuePoints);
  file.write(idBytes(ID.cues), integer(contents.byteLength, SIZE_BYTES), contents);
  file.rewrite(seekHead(cuesAt - start), start);
  file.rewrite(integer(file.position - start, SIZE_BYTES), sizeAt);
  file.close();
  return [start, cuesAt];
}

/** Makes void elements of a seek head and of cues, so that the file has none. */
export function removeCues(path: string, offsets: readonly number[]): void {
  const file = openSync(path, 'r+');
  for (const offset of offsets) {
    const size = Buffer.alloc(SIZE_BYTES);
    readSync(file, size, 0, SIZE_BYTES, offset + ID_BYTES);
    // The id of a void element is a byte, and what the longer one had beyond that becomes contents.
    size.writeBigUInt64BE(size.readBigUInt64BE() + BigInt(ID_BYTES - 1));
    writeSync(file, Buffer.concat([idBytes(VOID), size]), 0, SIZE_BYTES + 1, offset);
  }
  closeSync(file);
}

/** @param cuesPosition in the segment. Of the same length for any. */
function seekHead(cuesPosition: number): Buffer {
  const seek = element(
    ID.seek,
    element(ID.seekId, idBytes(ID.cues)),
    unsigned(ID.seekPosition, cuesPosition, 8),
  );
  return Buffer.concat([idBytes(ID.seekHead), integer(seek.byteLength, SIZE_BYTES), seek]);
}

function trackEntries({ video, audio }: SourceFilm): Buffer {
  const { width = 0, height = 0 } = video.entry.video ?? {};
  const described = ({ codecId, codecPrivate }: TrackEntry) => ({ codecId, codecPrivate });
  const dimensions = [unsigned(ID.pixelWidth, width), unsigned(ID.pixelHeight, height)];
  const frameNanoseconds = unsigned(ID.defaultDuration, Math.round(1e9 / FRAME_RATE));
  const format = [float(ID.samplingFrequency, SAMPLE_RATE), unsigned(ID.channels, 2)];
  return tracks(
    { number: VIDEO, ...described(video.entry), more: [frameNanoseconds, element(ID.video, ...dimensions)] },
    { number: AUDIO, type: 'audio', ...described(audio.entry), more: [element(ID.audio, ...format)] },
  );
}

function* blocksOf(source: SourceFilm, film: LongFilm): Generator<TimedBlock> {
  const packetSeconds = SAMPLES_PER_FRAME / SAMPLE_RATE;
  for (const { video, audio } of secondsOf(source, film)) {
    const timed = (track: number, seconds: number) => (frame: FilmFrame) => ({
      ...{ track, frame, decodeTime: frame.number * seconds },
      time: Math.round(frame.shown * seconds * 1000),
    });
    const blocks = [...video.map(timed(VIDEO, 1 / FRAME_RATE)), ...audio.map(timed(AUDIO, packetSeconds))];
    yield* blocks.sort((a, b) => a.decodeTime - b.decodeTime);
  }
}

/** Returns the cue points: one for each keyframe, in the first cluster of which it is. */
function writeClusters(file: SparseWriter, start: number, blocks: Iterable<TimedBlock>): Buffer[] {
  const cuePoints: Buffer[] = [];
  let cluster: TimedBlock[] = [];
  let bytes = 0;
  const finish = () => {
    const [first] = cluster;
    if (!first) return;
    if (isKeyframe(first)) cuePoints.push(cuePoint(first.time, file.position - start));
    writeCluster(file, cluster);
    cluster = [];
    bytes = 0;
  };
  for (const block of blocks) {
    if (isKeyframe(block) || bytes > CLUSTER_BYTES) finish();
    cluster.push(block);
    bytes += block.frame.size;
  }
  finish();
  return cuePoints;
}

const isKeyframe = ({ track, frame }: TimedBlock) => track === VIDEO && frame.isSync;

function cuePoint(time: number, position: number): Buffer {
  const place = element(CUE.positions, unsigned(CUE.track, VIDEO), unsigned(CUE.cluster, position));
  return element(CUE.point, unsigned(CUE.time, time), place);
}

function writeCluster(file: SparseWriter, blocks: readonly TimedBlock[]): void {
  const { time: start } = blocks[0]!;
  const contents: Piece[] = [unsigned(ID.timestamp, start)];
  for (const { track, time, frame } of blocks) {
    const head = blockHead(track, time - start, track === AUDIO || frame.isSync ? KEYFRAME : 0);
    contents.push(idBytes(ID.simpleBlock), integer(head.byteLength + frame.size), head, ...frame.contents);
  }
  file.write(idBytes(ID.cluster), integer(totalLength(contents), SIZE_BYTES), ...contents);
}
