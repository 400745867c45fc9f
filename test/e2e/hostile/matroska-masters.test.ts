/** Matroska files built to take the server down: each is refused or plays, and meanwhile the server stays responsive. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest';
import {
  emptySegment,
  laces,
  largeFrames,
  largestSizes,
  longLaceSizes,
  manySegments,
  manyTracks,
  nestedGroups,
  smallClusters,
  voids,
} from '../../masters/support/hostile-matroska.js';
import { type Piece, writeSparse } from '../../masters/support/sparse-file.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { checkManifests } from './support/manifest-answers.js';

/** Each master with the expected result for its manifests: the code of a problem, or `plays`. */
const INSTANCES: readonly [name: string, pieces: () => readonly Piece[], answer: RegExp][] = [
  ['fifteen million frames in laces', () => laces(15_000_000), /^master_\w+$/],
  ['41 million elements of two bytes', () => voids(41_000_000), /^master_too_complex$/],
  ['a million elements of two bytes', () => voids(1_000_000), /^plays$/],
  ['two million frames in laces', () => laces(2_000_000), /^plays$/],
  ['96 MB of sizes of laces', () => longLaceSizes(1000), /^plays$/],
  ['400,000 clusters of a frame', () => smallClusters(400_000), /^plays$/],
  ['a hundred thousand groups in each other', () => nestedGroups(100_000), /^plays$/],
  ['a hundred thousand tracks', () => manyTracks(100_000), /^master_too_complex$/],
  ['a cluster and a block of 72 petabytes', () => largestSizes(), /^plays$/],
  ['a segment of 60 GB of zeros', () => emptySegment(60e9), /^(plays|master_\w+)$/],
  ['frames of 6 GB, 60 GB in all', () => largeFrames(10, 6e9), /^(plays|master_\w+)$/],
  ['twenty thousand segments', () => manySegments(20_000), /^(plays|master_\w+)$/],
];

let folder = '';
let origin: Origin;

const assetOf = (instance: number) => `matroska-${instance}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-hostile-matroska-'));
  for (const [i, [, pieces]] of INSTANCES.entries())
    await writeSparse(join(folder, `${assetOf(i)}.mkv`), pieces());
});
// Each has a server of its own, whose memory says what it takes.
beforeEach(async () => {
  origin = await startOrigin({ folder });
});

afterEach(() => origin?.stop());
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(INSTANCES.map((instance, i) => [instance[0], i, instance[2]] as const))(
  'the server answers within its limits while it indexes %s',
  (name, instance, answer) => checkManifests(origin, name, [assetOf(instance)], answer),
);
