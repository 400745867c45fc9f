/** Writes movies of any length: correct tables, and media data that is a hole in the file. */
import { open } from 'node:fs/promises';
import {
  ascii,
  audioStsd,
  box,
  concat,
  moov,
  stsc,
  type TrackSpec,
  u32,
  u64,
  videoStsd,
} from './movie-boxes.js';
import { largeOffsets, numbers, sizes } from './sample-tables.js';

export interface LongMovie {
  readonly seconds: number;
  /** Frames per second, an even number; each second is a GOP with reordered frames. */
  readonly frameRate: number;
  /** Number of audio tracks, which share the same samples; 1 by default. */
  readonly languages?: number;
}

const FRAME_BYTES = 20_000;
const PACKET_BYTES = 300;
const PACKETS_PER_SECOND = 48_000 / 1024;

/** Writes H.264 and AAC in chunks of a second, with the movie box at the end, which is all that takes disk space. */
export async function writeLongMovie(path: string, movie: LongMovie): Promise<void> {
  const { seconds, frameRate, languages = 1 } = movie;
  const ftyp = box('ftyp', ascii('isom'), u32(0));
  const dataStart = ftyp.length + 16;
  const audioChunks = Array.from({ length: seconds }, (_, second) => packetsOf(second));
  const audioBytes = audioChunks.map((packets) => packets * PACKET_BYTES);
  const videoOffsets: number[] = [];
  const audioOffsets: number[] = [];
  let offset = dataStart;
  for (let second = 0; second < seconds; second++) {
    videoOffsets.push(offset);
    audioOffsets.push(offset + frameRate * FRAME_BYTES);
    offset += frameRate * FRAME_BYTES + audioBytes[second]!;
  }
  const header = concat([ftyp, u32(1), ascii('mdat'), u64(offset - ftyp.length)]);
  const audio = audioSpec(audioChunks, audioOffsets);
  const tracks = [
    videoSpec(movie, videoOffsets),
    ...Array.from({ length: languages }, (_, i) => ({ ...audio, trackId: 2 + i })),
  ];
  const file = await open(path, 'w');
  try {
    await file.write(header, 0, header.length, 0);
    const tail = moov(1000, tracks);
    await file.write(tail, 0, tail.length, offset);
  } finally {
    await file.close();
  }
}

function packetsOf(second: number): number {
  return Math.round((second + 1) * PACKETS_PER_SECOND) - Math.round(second * PACKETS_PER_SECOND);
}

function videoSpec({ seconds, frameRate }: LongMovie, offsets: readonly number[]): TrackSpec {
  const count = seconds * frameRate;
  return {
    trackId: 1,
    handler: 'vide',
    timescale: frameRate * 1000,
    edits: [{ duration: seconds * 1000, mediaTime: 1000 }],
    stsd: videoStsd('avc1', 1920, 1080),
    tables: [
      numbers('stts', 1, [count, 1000]),
      numbers('ctts', count, (i) => (i % 2 === 0 ? 1 : 1000 * delayOf((i >> 1) % frameRate, frameRate)), 2),
      numbers('stss', seconds, (second) => second * frameRate + 1),
      sizes(count, (i) => FRAME_BYTES - (i % 100)),
      stsc([1, frameRate, 1]),
      largeOffsets(offsets),
    ],
  };
}

/** For the decode order I P B P B … P: how many frames after its decode time a frame is presented. */
function delayOf(indexInGroup: number, groupLength: number): number {
  if (indexInGroup === 0 || indexInGroup === groupLength - 1) return 1;
  return indexInGroup % 2 === 1 ? 2 : 0;
}

function audioSpec(chunks: readonly number[], offsets: readonly number[]): TrackSpec {
  const count = chunks.reduce((sum, packets) => sum + packets, 0);
  const runs = chunks.flatMap((packets, i) =>
    i > 0 && packets === chunks[i - 1] ? [] : [[i + 1, packets, 1] as const],
  );
  return {
    trackId: 2,
    handler: 'soun',
    timescale: 48_000,
    stsd: audioStsd(),
    tables: [
      numbers('stts', 1, [count, 1024]),
      sizes(count, (i) => PACKET_BYTES - (i % 10)),
      stsc(...runs),
      largeOffsets(offsets),
    ],
  };
}
