/** Files made to take time or memory are read within bounds, and fail with errors of masters alone. */
import { describe, expect, test } from 'vitest';
import { ElementBudget } from '../../../src/demux/matroska/element-budget.js';
import { readMatroska, readMatroskaSamples } from '../../../src/demux/matroska/read-matroska.js';
import { ID } from '../../../src/matroska/index.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { MAX_INDEXING_BYTES, MAX_SAMPLES } from '../../../src/tracks/limits.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { codeOf } from '../../masters/support/errors.js';
import { mutated, randomFrom } from '../../masters/support/fuzzed-masters.js';
import { piecesSource } from '../../masters/support/long-matroska.js';
import { failingAfter, MATROSKA_CODES, matroskaCodes } from '../../masters/support/matroska-codes.js';
import { samplesIn } from '../../masters/support/read-matroska.js';
import type { Piece } from '../../masters/support/sparse-file.js';
import { element, float, padding, text, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  blockGroup,
  cluster,
  info,
  KEYFRAME,
  LACING,
  lace,
  matroska,
  openCluster,
  openMatroska,
  simpleBlock,
  type TrackSpec,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';
import { partOf } from '../../support/part-of.js';

const voids = (count: number) => new Array<Buffer>(count).fill(padding(0));

describe('budgets', () => {
  /** Audio in blocks of 256 frames of a byte each. */
  const lacedCluster = (blocks: number) => {
    const block = simpleBlock(2, 0, LACING.fixed, lace('fixed', new Array<Buffer>(256).fill(Buffer.of(1))));
    return cluster(0, ...new Array<Buffer>(blocks).fill(block));
  };

  test('more samples than an index holds are refused before there is memory for them', async () => {
    let most = 0;
    const budget = new IndexBudget(async (bytes) => {
      most = Math.max(most, bytes);
    });
    const others = { kind: 'audio', samples: MAX_SAMPLES - 20_000, tableBytes: 0 } as const;
    expect(budget.add(others, true)).toBe(true);
    const file = matroska(info(), tracks(AUDIO), lacedCluster(100));
    expect(await codeOf(() => samplesIn(file, budget))).toBe('master_too_complex');
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(MAX_INDEXING_BYTES);
  });

  test('memory is reserved as frames are found', async () => {
    const reserved: number[] = [];
    const budget = new IndexBudget(async (bytes) => {
      reserved.push(bytes);
    });
    await samplesIn(matroska(info(), tracks(AUDIO), lacedCluster(100)), budget);
    expect(reserved).toHaveLength(Math.ceil(25_600 / 16_384));
    expect(reserved.at(-1)).toBeLessThan(1_000_000);
  });

  test('a failure to reserve memory is passed on, with clusters still being read', async () => {
    const budget = new IndexBudget(async () => {
      throw new Error('no memory');
    });
    const file = matroska(info(), tracks(AUDIO), ...new Array<Buffer>(40).fill(lacedCluster(2)));
    await expect(samplesIn(file, budget)).rejects.toThrow('no memory');
  });

  test('a failure of the source is passed on', async () => {
    const file = matroska(
      info(),
      tracks(VIDEO),
      ...[0, 1, 2].map((n) => cluster(n, simpleBlock(1, 0, 0, Buffer.alloc(90_000)))),
    );
    for (let allowed = 0; allowed < 8; allowed++) {
      const source = failingAfter(inMemory(file), allowed);
      await expect(samplesIn(source)).rejects.toThrow('unreadable');
    }
  });

  test.each([
    ['in a cluster', openMatroska(info(), tracks(VIDEO), openCluster(0, ...voids(2000)))],
    ['in a group', matroska(info(), tracks(VIDEO), cluster(0, element(ID.blockGroup, ...voids(2000))))],
    ['in a segment', matroska(info(), tracks(VIDEO), cluster(0), ...voids(2000))],
  ])('elements %s that mean nothing are counted', async (_, file) => {
    const source = inMemory(file);
    const { segment } = await readMatroska(source);
    const limited = (limit: number) =>
      readMatroskaSamples(
        source,
        { segment, elements: new ElementBudget(limit) },
        segment.tracks,
        new IndexBudget(),
      );
    expect(await codeOf(() => limited(2000))).toBe('master_too_complex');
    expect(await codeOf(() => limited(2100))).toBeUndefined();
  });

  test('the search for a cluster ends', async () => {
    const pieces: Piece[] = [
      openMatroska(info(), tracks(VIDEO), cluster(0, simpleBlock(1, 0, KEYFRAME, Buffer.of(1)))),
      600_000_000,
    ];
    const source = piecesSource(pieces);
    const { missing } = await samplesIn(source);
    expect(missing?.damagedBytes).toBe(600_000_000);
    expect(source.counts.bytes).toBeLessThan(300_000_000);
  });
});

describe('random changes of files', () => {
  const frame = (length: number) => Buffer.alloc(length, 0x86);
  const opus: TrackSpec = {
    ...{
      number: 2,
      type: 'audio',
      codecId: 'A_OPUS',
      codecPrivate: Buffer.from('OpusHead\x01\x02\0\0\0\0\0\0\0\0\0'),
    },
    more: [
      element(ID.audio, float(ID.samplingFrequency, 48_000), unsigned(ID.channels, 2)),
      unsigned(ID.codecDelay, 6_500_000),
      text(ID.languageBcp47, 'de'),
    ],
  };
  const video: TrackSpec = {
    ...{ number: 1, codecId: 'V_VP9' },
    more: [
      unsigned(ID.defaultDuration, 41_708_333),
      element(
        ID.video,
        unsigned(ID.pixelWidth, 640),
        unsigned(ID.pixelHeight, 360),
        element(ID.colour, unsigned(ID.primaries, 9)),
      ),
      element(
        ID.contentEncodings,
        element(
          ID.contentEncoding,
          element(
            ID.contentCompression,
            unsigned(ID.contentCompAlgo, 3),
            element(ID.contentCompSettings, frame(2)),
          ),
        ),
      ),
    ],
  };
  const contents = (time: number) => [
    simpleBlock(1, 0, KEYFRAME, frame(300)),
    simpleBlock(2, 0, KEYFRAME | LACING.ebml, lace('ebml', [frame(40), frame(50), frame(30)])),
    blockGroup({ time: 42, frame: frame(90), duration: 42, references: [-42] }),
    simpleBlock(2, 60, KEYFRAME | LACING.xiph, lace('xiph', [frame(300), frame(50)])),
    simpleBlock(1, 83, time, frame(120)),
  ];
  const head = [info({ duration: 500 }), tracks(video, opus)];
  const bases = [
    matroska(...head, ...[0, 125, 250].map((time) => cluster(time, ...contents(time & 8)))),
    openMatroska(...head, ...[0, 125, 250].map((time) => openCluster(time, ...contents(0)))),
    Buffer.concat([
      matroska(...head, cluster(0, ...contents(0))),
      matroska(...head, cluster(0, ...contents(0))),
    ]),
  ];
  test.each(partOf([0, 1, 2]))('of file %i give errors of masters, in few reads', async (base) => {
    const random = randomFrom(4711 + base);
    const found = new Set<string>();
    for (let run = 0; run < 1500; run++)
      for (const code of await matroskaCodes(mutated(bases[base]!, random))) found.add(code);
    expect(MATROSKA_CODES).toEqual(expect.arrayContaining([...found]));
  });
});
