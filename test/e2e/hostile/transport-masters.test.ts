/** Transport streams built to take the server down: each is refused or plays, and meanwhile the server stays responsive. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  changingMap,
  descriptorLoops,
  emptyUnits,
  endlessPes,
  endlessSections,
  everyPid,
  interruptedPackets,
  jumpingClock,
  longAdaptationFields,
  lyingAdts,
  lyingLatm,
  manyProgrammes,
  tinyAudioFrames,
  tinyPictures,
  unitsWithoutPictures,
  wrappingClock,
} from '../../masters/support/hostile-transport.js';
import { type Piece, writeSparse } from '../../masters/support/sparse-file.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { transportMaster } from '../../support/transport-masters.js';
import { checkManifests } from './support/manifest-answers.js';

/** Of most of them; `./run test:fuzz` writes more. */
const PACKETS = Number(env['ONPLAY_FUZZ_BOMB_PACKETS'] ?? 100_000);
const PLAYS_OR_NOT = /^(plays|master_\w+)$/;

/** What follows a recording that plays, up to 94 MB, with the expected result for its manifests: the code of a problem, or `plays`. */
type Instance = readonly [name: string, pieces: () => readonly Piece[], answer: RegExp];

const TABLES_AND_CLOCKS: readonly Instance[] = [
  ['media on 8192 PIDs', () => everyPid(PACKETS), PLAYS_OR_NOT],
  ['the tables of 65,535 programmes', () => manyProgrammes(), PLAYS_OR_NOT],
  ['sections that never end', () => endlessSections(PACKETS), PLAYS_OR_NOT],
  ['another programme map in every second packet', () => changingMap(PACKETS), PLAYS_OR_NOT],
  ['descriptors that state more than there is', () => descriptorLoops(PACKETS), PLAYS_OR_NOT],
  ['a PES packet that never ends', () => endlessPes(PACKETS), PLAYS_OR_NOT],
  ['a clock that wraps in each packet', () => wrappingClock(PACKETS), PLAYS_OR_NOT],
  ['a clock that jumps in every second packet', () => jumpingClock(PACKETS), PLAYS_OR_NOT],
  ['adaptation fields longer than packets', () => longAdaptationFields(PACKETS), PLAYS_OR_NOT],
];
const ACCESS_UNITS: readonly Instance[] = [
  ['two million frames of eight bytes', () => tinyPictures(PACKETS), PLAYS_OR_NOT],
  ['eleven million audio frames of eight bytes', () => tinyAudioFrames(500_000), PLAYS_OR_NOT],
  ['ADTS headers that state any size', () => lyingAdts(PACKETS), PLAYS_OR_NOT],
  ['LATM frames that state any size', () => lyingLatm(PACKETS), PLAYS_OR_NOT],
  ['PES packets without a byte', () => emptyUnits(PACKETS), PLAYS_OR_NOT],
  ['packets that are interrupted all the time', () => interruptedPackets(PACKETS), PLAYS_OR_NOT],
  ['slices of no frame', () => unitsWithoutPictures(PACKETS / 5), PLAYS_OR_NOT],
];

// One server for each list, so that what stays of several masters adds up.
describe.each([TABLES_AND_CLOCKS, ACCESS_UNITS])(
  'the server answers within its limits while it indexes',
  (...instances) => {
    let folder = '';
    let origin: Origin;

    const assetOf = (instance: number) => `transport-${instance}`;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'onplay-hostile-transport-'));
      const recording = await readFile(await transportMaster('AAC and MPEG-2'));
      for (const [i, [, pieces]] of instances.entries())
        await writeSparse(join(folder, `${assetOf(i)}.ts`), [recording, ...pieces()]);
      origin = await startOrigin({ folder });
    });

    afterAll(async () => {
      await origin?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(instances.map(([name, , answer], i) => [name, i, answer] as const))(
      '%s',
      (name, instance, answer) => checkManifests(origin, name, [assetOf(instance)], answer),
    );
  },
);
