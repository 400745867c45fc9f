/** Masters built to take the server down: each is refused or plays, and meanwhile the server stays responsive. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  audioTracks,
  emptyBoxes,
  jpegTracks,
  largeBox,
  randomOrder,
  runsOfUnwantedTrack,
} from '../../masters/support/hostile-movies.js';
import { audioWithCompositionOffset } from '../../masters/support/hostile-timelines.js';
import { type Piece, writeSparse } from '../../masters/support/sparse-file.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { checkManifests } from './support/manifest-answers.js';

const MEBIBYTE = 1024 * 1024;

/** Each master with the expected result for its manifests: the code of a problem, or `plays`. */
const INSTANCES: readonly [name: string, asset: string, pieces: () => readonly Piece[], answer: RegExp][] = [
  [
    '610 bytes whose first sample is 12 years early',
    'ctts',
    () => [audioWithCompositionOffset(-400_000_000)],
    /^master_duration_unsupported$/,
  ],
  ['a thousand runs of a missing track', 'trun', () => runsOfUnwantedTrack(1000), /^(plays|master_\w+)$/],
  ['32 audio tracks of 12 million samples', 'audio', () => audioTracks(32), /^plays$/],
  ['100 tracks of JPEG', 'jpeg', () => jpegTracks(100), /^master_\w+$/],
  [
    'a movie header of 64 MB of empty boxes',
    'boxes',
    () => emptyBoxes(64 * MEBIBYTE),
    /^master_too_complex$/,
  ],
  ['103 MB of random composition offsets', 'order', () => randomOrder(11_900_000), /^master_\w+$/],
  ['32 MB of random composition offsets', 'some-order', () => randomOrder(4_000_000), /^master_\w+$/],
  ['a language tag of 200 MB', 'elng', () => largeBox('elng', 200 * MEBIBYTE), /^master_too_complex$/],
  ['a handler name of 200 MB', 'hdlr', () => largeBox('hdlr', 200 * MEBIBYTE), /^master_too_complex$/],
  ['a sample description of 200 MB', 'stsd', () => largeBox('stsd', 200 * MEBIBYTE), /^master_too_complex$/],
];

let folder = '';
let dataPath = '';
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-hostile-'));
  for (const [, asset, pieces] of INSTANCES) await writeSparse(join(folder, `${asset}.mp4`), pieces());
  for (const asset of ['full-a', 'full-b'])
    await writeSparse(join(folder, `${asset}.mp4`), audioTracks(1, 13_900_000));
  dataPath = await mkdtemp(join(tmpdir(), 'onplay-hostile-data-'));
  origin = await startOrigin({ folder, env: { ONPLAY_DATA: dataPath } });
});

afterAll(async () => {
  await origin?.stop();
  for (const path of [folder, dataPath]) await rm(path, { recursive: true, force: true });
});

describe('the server answers within its limits', () => {
  test.each(INSTANCES)('while it indexes %s', (name, asset, _, answer) =>
    checkManifests(origin, name, [asset], answer),
  );

  test('while it indexes two masters at once with as many samples as it accepts', () =>
    checkManifests(origin, 'two masters of 13.9 million samples', ['full-a', 'full-b'], /^plays$/));

  test('after a restart, when it reads their stored indexes', async () => {
    await origin.stop();
    origin = await startOrigin({ folder, env: { ONPLAY_DATA: dataPath } });
    await checkManifests(
      origin,
      'two stored indexes of 13.9 million samples',
      ['full-a', 'full-b'],
      /^plays$/,
    );
  });
});
