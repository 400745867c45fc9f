/**
 * Files of containers that are remuxed, built to take the server down: each is refused or plays, and meanwhile the server stays
 * responsive, and within its limits of disk.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  aiffChunks,
  asfObjects,
  auHeader,
  centuryOfPcm,
  emptyItems,
  emptyPackets,
  emptyPacks,
  flacBlocks,
  flvTags,
  largeScreens,
  largeTag,
  manyChunks,
  manyTags,
  nestedLists,
  oggStreams,
  sequenceHeaders,
  tinyAdts,
} from '../../masters/support/hostile-remuxed.js';
import { type Piece, writeSparse } from '../../masters/support/sparse-file.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { vitalsOfManifests } from './support/manifest-answers.js';

const MEBIBYTE = 1024 ** 2;
const MOST_REMUXED = 300 * MEBIBYTE;
const MOST_COPIES = 400 * MEBIBYTE;
/** Indexes and segments. */
const OTHER_BYTES = 100 * MEBIBYTE;
/** Far longer than a busy machine takes to start a process. */
const HUNG_MS = 3000;
/** On a machine that does much else, ffmpeg may not list the streams in time: that is no verdict, and nothing is remembered. */
const ANSWERS = /^((plays|master_\w+|encode_timeout)( and )?)+$/;
/** Between two looks at the disk. */
const LOOK_MS = 50;

/** Each master; its manifests are refused with the code of a master, or play. */
const INSTANCES: readonly [name: string, extension: string, pieces: () => readonly Piece[]][] = [
  ['an ID3 tag of 250 MB', 'mp3', () => largeTag()],
  ['a hundred thousand ID3 tags', 'mp3', () => manyTags(100_000)],
  ['a hundred thousand ADTS frames of eight bytes', 'aac', () => tinyAdts(100_000)],
  ['a million chunks of WAV', 'wav', () => manyChunks(1_000_000)],
  ['PCM that lasts years', 'wav', () => centuryOfPcm(10_000_000)],
  ['a hundred thousand lists of AVI in each other', 'avi', () => nestedLists(100_000)],
  ['a hundred thousand tags of FLV without a byte', 'flv', () => flvTags(50_000, 0)],
  ['a hundred thousand tags of FLV of a byte', 'flv', () => flvTags(50_000, 1)],
  ['screens of 16 million pixels', 'flv', () => largeScreens(5)],
  ['a thousand streams in Ogg', 'ogg', () => oggStreams(1000)],
  ['a hundred thousand packets of Ogg at both ends of time', 'opus', () => emptyPackets(200)],
  ['a million objects of ASF', 'wmv', () => asfObjects(1_000_000)],
  ['packs of a programme stream without a byte', 'mpg', () => emptyPacks(10_000)],
  ['sequence headers of MPEG-2 without a frame', 'm2v', () => sequenceHeaders(50_000)],
  ['a million items of MXF', 'mxf', () => emptyItems(1_000_000)],
  ['a hundred thousand headers of AIFF', 'aiff', () => aiffChunks(100_000)],
  ['a million blocks of FLAC', 'flac', () => flacBlocks(1_000_000)],
  ['an AU header of 255 channels', 'au', () => auHeader()],
];

let folder = '';
let origin: Origin;

const assetOf = (instance: number) => `remuxed-${instance}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-hostile-remuxed-'));
  for (const [i, [, extension, pieces]] of INSTANCES.entries())
    await writeSparse(join(folder, `${assetOf(i)}.${extension}`), pieces());
  origin = await startOrigin({
    folder,
    env: { ONPLAY_REMUX_MAX_BYTES: String(MOST_REMUXED), ONPLAY_COPIES_MAX_BYTES: String(MOST_COPIES) },
  });
});

afterAll(async () => {
  await origin?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Bytes on disk of all files below a folder; none of those that are removed meanwhile. */
async function bytesOnDisk(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  const blocks = names.map((name) =>
    stat(join(path, name)).then(
      (file) => 512 * file.blocks,
      () => 0,
    ),
  );
  return (await Promise.all(blocks)).reduce((sum, bytes) => sum + bytes, 0);
}

/** The most bytes that the server's data takes until the work is done. */
async function peakBytes(work: Promise<unknown>): Promise<number> {
  const ended = new AbortController();
  const done = work.finally(() => ended.abort());
  // Awaited below, but it may fail during a look at the disk.
  done.catch(() => undefined);
  let most = 0;
  try {
    for await (const _ of setInterval(LOOK_MS, undefined, { signal: ended.signal }))
      most = Math.max(most, await bytesOnDisk(origin.dataPath));
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
  await done;
  return Math.max(most, await bytesOnDisk(origin.dataPath));
}

test.each(INSTANCES.map(([name], i) => [name, i] as const))(
  'the server answers within its limits, of disk too, while it remuxes %s',
  async (name, instance) => {
    const answers = vitalsOfManifests(origin, name, [assetOf(instance)], ANSWERS);
    expect(await peakBytes(answers)).toBeLessThan(MOST_COPIES + OTHER_BYTES);
    expect((await answers).worstStallMs).toBeLessThan(HUNG_MS);
  },
);
