/** A long film in Matroska is cut by its outline, before its blocks are read, and the same afterwards. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutIndex } from '../../src/assets/cut-index.js';
import { indexPrepared } from '../../src/masters/indexing/index-master.js';
import type { OutlinedIndex } from '../../src/masters/indexing/outline/outlined-index.js';
import type { MasterIndex } from '../../src/masters/master-index.js';
import type { SegmentMap } from '../../src/masters/segment-map/segment-map.js';
import { fileMaster } from '../../src/stores/file-master.js';
import { fakeTools } from '../masters/support/fake-tools.js';
import { removeCues, writeMatroskaFilm } from '../support/films/matroska-film.js';
import { FRAME_RATE, sourceFilm } from '../support/films/source-film.js';

/** Frames are so large that each has a read of its own. */
const FILM = { seconds: 480, bytes: 500e6 };
const FRAMES = FILM.seconds * FRAME_RATE;
const CUT = { segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] }, passthrough: true };
const SIMPLE_BLOCK = 0xa3;
const VOID = 0xec;

let folder: string;
let path: string;
let cues: readonly number[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-outlined-'));
  path = join(folder, 'film.mkv');
  cues = writeMatroskaFilm(path, await sourceFilm(), FILM);
});
afterAll(() => rm(folder, { recursive: true }));

interface Indexed {
  readonly index: MasterIndex;
  /** What was known first, and how many reads it took. */
  readonly outlined: OutlinedIndex | undefined;
  readonly readsBefore: number;
  readonly reads: number;
}

async function indexed(): Promise<Indexed> {
  const master = (await fileMaster('film', path))!;
  let [reads, readsBefore] = [0, 0];
  let outlined: OutlinedIndex | undefined;
  const open = async () => {
    const { size, read, close } = await master.open();
    const counted = (offset: number, length: number) => {
      reads += 1;
      return read(offset, length);
    };
    return { size, read: counted, close };
  };
  const prepared = { container: 'matroska', copies: [], ignored: [] };
  const onOutline = (found: OutlinedIndex) => {
    [outlined, readsBefore] = [found, reads];
  };
  const { signal } = new AbortController();
  const index = await indexPrepared({ ...master, open }, prepared, fakeTools, signal, { onOutline });
  return { index, outlined, readsBefore, reads };
}

/** The map and the renditions as they are without an outline. */
const cutByFrames = ({ outline: _, ...index }: MasterIndex) => cutIndex(index, CUT);

/** The samples up to a second after the first segments, in the order of decoding: offset, size, time in seconds, whether it is a sync sample. */
function headSamples(
  { video, audio }: MasterIndex,
  kind: 'video' | 'audio',
  { boundaries, timescale }: SegmentMap,
  segments: number,
): unknown[] {
  const track = kind === 'video' ? video! : audio[0]!;
  const { offsets, sizes, times, sync } = track.samples;
  const end = boundaries[segments]! / timescale + 1;
  return Array.from(offsets.subarray(0, 1000), (offset, i) => [
    offset,
    sizes[i],
    times[i]! / track.timescale,
    sync[i],
  ]).filter(([, , time]) => time! <= end);
}

/** Overwrites a byte that is there. */
function replaceByte(at: number, before: number, after: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  expect(byte[0]).toBe(before);
  writeSync(file, Buffer.of(after), 0, 1, at);
  closeSync(file);
}

describe('a film that is as its cues say', () => {
  let film: Indexed;
  beforeAll(async () => {
    film = await indexed();
  });

  test('is cut after a tenth of the reads that all of its frames take', () => {
    expect(film.readsBefore).toBeLessThan(FRAMES / 10);
    expect(film.reads).toBeGreaterThan(FRAMES);
  });

  test('has the same map before its blocks are read, and afterwards, and by all of its frames', () => {
    const before = cutIndex(film.outlined!, CUT);
    const after = cutIndex(film.index, CUT);
    expect(after.map).toEqual(before.map);
    expect(after.map).toEqual(cutByFrames(film.index).map);
    expect(after.outlined).toEqual(before.outlined);
    expect(after.outlined?.map).toEqual(before.map);
  });

  test('has the same renditions before and afterwards, and its video is passed through as it would be', () => {
    const { ladder } = cutIndex(film.outlined!, CUT);
    expect(cutIndex(film.index, CUT).ladder).toEqual(ladder);
    const [top, byFrames] = [ladder.video.at(-1), cutByFrames(film.index).ladder.video.at(-1)];
    expect(top?.passthrough).toBe(byFrames?.passthrough);
    expect(top?.compositionDelay).toBe(byFrames?.compositionDelay);
  });

  test('has the samples of its first segments in its outline, as they are when its blocks are read', () => {
    const { outlined, map } = cutIndex(film.outlined!, CUT);
    expect(outlined!.headSegments).toBeGreaterThanOrEqual(2);
    const head = outlined!.headSegments;
    expect(map.boundaries[head]! / map.timescale).toBeLessThan(
      film.outlined!.outline.headFrames / FRAME_RATE,
    );
    for (const track of ['video', 'audio'] as const) {
      const [known, whole] = [film.outlined!, film.index].map((index) =>
        headSamples(index, track, map, head),
      );
      expect(known!.length).toBeGreaterThan(50);
      expect(known).toEqual(whole);
    }
  });

  test('has every frame at its place once its blocks are read', () => {
    expect(film.index.video!.frames.length).toBe(FRAMES);
    expect(new Set(film.index.video!.samples.offsets).size).toBe(FRAMES);
  });

  test('with a frame that is missing is cut at the same times', async () => {
    const { samples, frames } = film.index.video!;
    const block = samples.offsets[frames[FRAMES / 2 + 7]!]!;
    // Id, eight bytes of size or fewer, track, time and flags are before the frame.
    const head = Buffer.alloc(16);
    const file = openSync(path, 'r');
    readSync(file, head, 0, head.length, block - head.length);
    closeSync(file);
    replaceByte(block - head.length + head.lastIndexOf(SIMPLE_BLOCK), SIMPLE_BLOCK, VOID);
    const damaged = await indexed();
    expect(damaged.index.video!.frames.length).toBe(FRAMES - 1);
    const [before, after] = [cutIndex(damaged.outlined!, CUT), cutIndex(damaged.index, CUT)];
    expect(after.outlined).toEqual(before.outlined);
    expect(after.map.boundaries).toEqual(before.map.boundaries);
    expect(after.map.firstFrames!.at(-1)).toBe(FRAMES - 1);
  });
});

describe('a film is cut by its frames', () => {
  test('with a cue of another time than its keyframe', async () => {
    const contents = Buffer.alloc(64 * 1024);
    const file = openSync(path, 'r+');
    const length = readSync(file, contents, 0, contents.length, cues[1]!);
    // CueTime of three bytes, one in the middle.
    const lastByte = contents.subarray(0, length).indexOf(Buffer.of(0xb3, 0x83), length / 2) + 4;
    const write = (byte: number) => writeSync(file, Buffer.of(byte), 0, 1, cues[1]! + lastByte);
    write(contents[lastByte]! ^ 1);
    const { outlined, index } = await indexed();
    write(contents[lastByte]!);
    closeSync(file);
    expect([outlined, index.outline]).toEqual([undefined, undefined]);
  });

  test('without cues', async () => {
    removeCues(path, cues);
    const { outlined, index } = await indexed();
    expect([outlined, index.outline]).toEqual([undefined, undefined]);
  });
});
