import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { mediaTracks } from '../../../src/masters/demux/media-track.js';
import { readMovieFile } from '../../../src/masters/demux/movie-file.js';
import { isRandomAccessPoint } from '../../../src/masters/demux/random-access.js';
import { readTrackSamples } from '../../../src/masters/demux/track-samples.js';
import { IndexBudget } from '../../../src/masters/index-budget.js';
import type { VideoTrack } from '../../../src/masters/track.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { processorMs } from '../../support/processor-time.js';
import { type CountingSource, inMemory } from '../support/byte-source.js';
import { box, concat, u8, u32, videoStsd, zeros } from '../support/movie-boxes.js';
import { videoTrack } from '../support/tracks.js';

interface TrackInFile {
  readonly track: VideoTrack;
  readonly source: CountingSource;
}

/** The video track of a generated master as its boxes describe it. */
async function trackOf(kind: EncodedKind, codec: string): Promise<TrackInFile> {
  const source = inMemory(await readFile(await generateMaster(kind)));
  const file = await readMovieFile(source);
  const found = mediaTracks(file).find(({ header }) => header.handler === 'vide')!;
  const [read] = await readTrackSamples({ source, file, budget: new IndexBudget() }, [found]);
  if (read?.status !== 'fulfilled') throw read?.reason;
  const { sampleDescription } = found;
  const track = { ...videoTrack([], 1, 1), codec, samples: read.value.table };
  return { track: { ...track, ...(sampleDescription && { sampleDescription }) }, source };
}

/** The samples that are marked as sync samples, and those that are random access points. */
async function pointsOf({ track, source }: TrackInFile): Promise<{ sync: number[]; points: number[] }> {
  const samples = Array.from({ length: track.samples.count }, (_, sample) => sample);
  const isPoint = await Promise.all(samples.map((sample) => isRandomAccessPoint(track, sample, source)));
  return {
    sync: samples.filter((sample) => track.samples.sync[sample] === 1),
    points: samples.filter((sample) => isPoint[sample]),
  };
}

describe('a random access point', () => {
  test('is every keyframe of H.264 with closed GOPs, and no other frame', async () => {
    const { sync, points } = await pointsOf(await trackOf('h264-24-gop2', 'h264'));
    expect(points).toEqual(sync);
    expect(points).toEqual([0, 48, 96, 144, 192, 240]);
  });

  test('is only the first frame of H.264 with open GOPs, whatever is marked as a sync sample', async () => {
    const { sync, points } = await pointsOf(await trackOf('h264-open-gop', 'h264'));
    expect(sync.length).toBeGreaterThan(1);
    expect(points).toEqual([0]);
  });

  test('is only the first frame of HEVC with open GOPs', async () => {
    const { sync, points } = await pointsOf(await trackOf('hevc10-hdr', 'hevc'));
    expect(sync.length).toBeGreaterThan(1);
    expect(points).toEqual([0]);
  });

  test('is every frame of ProRes, without reading it', async () => {
    const prores = await trackOf('prores-mov', 'prores');
    const before = prores.source.counts.reads;
    expect((await pointsOf(prores)).points).toHaveLength(48);
    expect(prores.source.counts.reads).toBe(before);
  });
});

/** A track of one sample, which fills its file. */
function oneSample(codec: string, sampleDescription: Uint8Array, bytes: Uint8Array): TrackInFile {
  const track = videoTrack([{ time: 0, sync: true }], 1, 1);
  const samples = {
    ...track.samples,
    offsets: Float64Array.of(0),
    sizes: Uint32Array.of(bytes.byteLength),
  };
  return { track: { ...track, codec, sampleDescription, samples }, source: inMemory(bytes) };
}

const isPoint = ({ track, source }: TrackInFile) => isRandomAccessPoint(track, 0, source);

/** An H.264 sample description with NAL unit lengths of `lengthSize` bytes. */
const avc = (lengthSize: number) =>
  videoStsd('avc1', 640, 360, box('avcC', u8(1, 100, 0, 31, 0xfc | (lengthSize - 1))));
const hevc = (lengthSize: number) =>
  videoStsd('hvc1', 640, 360, box('hvcC', zeros(21), u8(0xfc | (lengthSize - 1))));

/** A NAL unit of `size` bytes, the first of which is its header. */
function nal(lengthSize: number, header: number, size = 5): Uint8Array {
  return concat([u32(size).subarray(4 - lengthSize), u8(header), zeros(size - 1)]);
}

const [DELIMITER, PARAMETERS, SUPPLEMENT, IDR, OTHER] = [9, 7, 6, 0x65, 0x41];

describe('the first slice', () => {
  test.each([1, 2, 4])('is found after other NAL units, with lengths of %d bytes', async (size) => {
    const before = [DELIMITER, PARAMETERS, SUPPLEMENT].map((header) => nal(size, header));
    for (const [header, expected] of [
      [IDR, true],
      [OTHER, false],
    ] as const) {
      const slices = [nal(size, header), nal(size, header === IDR ? OTHER : IDR)];
      expect(await isPoint(oneSample('h264', avc(size), concat([...before, ...slices])))).toBe(expected);
    }
  });

  test.each([
    ['BLA', 16, true],
    ['IDR with leading pictures', 19, true],
    ['IDR without', 20, true],
    ['CRA', 21, false],
    ['trailing', 1, false],
  ])('of HEVC that is %s decides by its type, %d', async (_, type, expected) => {
    const bytes = concat([nal(4, 35 << 1), nal(4, 32 << 1), nal(4, type << 1)]);
    expect(await isPoint(oneSample('hevc', hevc(4), bytes))).toBe(expected);
  });

  test('is searched only in the first 4096 bytes of a sample', async () => {
    const late = oneSample('h264', avc(4), concat([nal(4, SUPPLEMENT, 5000), nal(4, IDR)]));
    expect(await isPoint(late)).toBe(false);
    expect(late.source.counts).toEqual({ reads: 1, bytes: 4096 });
    const large = oneSample('h264', avc(4), nal(4, IDR, 1_000_000));
    expect(await isPoint(large)).toBe(true);
    expect(large.source.counts.bytes).toBe(4096);
  });
});

describe('a sample that cannot be examined', () => {
  const idr = nal(4, IDR);

  test.each([
    ['of an unsupported codec', oneSample('vp9', avc(4), idr)],
    ['without a configuration', oneSample('h264', videoStsd(), idr)],
    ['without a description', oneSample('h264', new Uint8Array(), idr)],
    ['with the configuration of another codec', oneSample('hevc', avc(4), idr)],
    ['without bytes', oneSample('h264', avc(4), new Uint8Array())],
    ['without a slice', oneSample('h264', avc(4), nal(4, SUPPLEMENT))],
    ['that is cut short before its first slice', oneSample('h264', avc(4), idr.subarray(0, 4))],
  ])('is not a random access point: %s', async (_, sample) => {
    expect(await isPoint(sample)).toBe(false);
  });
});

describe('hostile bytes', () => {
  let real: Uint8Array;
  beforeAll(async () => {
    real = (await trackOf('h264-24-gop2', 'h264')).track.sampleDescription;
  });

  test('of a sample always give a result', async () => {
    const description = fc.constantFrom(avc(1), avc(2), avc(4), hevc(1), hevc(2), hevc(4));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(0, 0, 0, 1, 5, 0x65, 0xff), { maxLength: 5000 }).map((all) => u8(...all)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('h264', 'hevc'), description, bytes, async (codec, stsd, sample) => {
        expect(await isPoint(oneSample(codec, stsd, sample))).toBeTypeOf('boolean');
      }),
      { seed: 20_260_801, numRuns: 500 },
    );
  });

  test('with only empty NAL units are scanned quickly', async () => {
    const spentMs = await processorMs(async () => {
      for (const size of [1, 2, 4])
        expect(await isPoint(oneSample('h264', avc(size), zeros(100_000)))).toBe(false);
    });
    expect(spentMs).toBeLessThan(500);
  });

  test('of a description always give a result', async () => {
    const changes = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(real.length), async (changed, length) => {
        const bytes = Uint8Array.from(real);
        for (const [at, value] of changed) bytes[at] = value;
        const sample = oneSample('h264', bytes.subarray(0, length), nal(4, IDR));
        expect(await isPoint(sample)).toBeTypeOf('boolean');
      }),
      { seed: 20_260_801, numRuns: 500 },
    );
  });
});
