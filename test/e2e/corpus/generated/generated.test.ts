/**
 * Masters of a generator with a fixed seed, over containers, codecs, keyframe distances, frame rates, offsets and edits: each
 * is refused at its manifest, or every segment of it is served, with every frame and no audio shifted. This is the first
 * fifth; `./run test:generated` tests all 300.
 */
import { copyFile, link } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../../../support/origin.js';
import { printTable } from '../verdict-table.js';
import { makeMaster } from './generate.js';
import { type Judgement, judge } from './judge.js';
import { NOT_YET, REFUSED } from './known-outcomes.js';
import { type GeneratedMaster, generatedMasters } from './recipes.js';

const SEED = Number(env['ONPLAY_GENERATED_SEED'] ?? 20_261_129);
const COUNT = Number(env['ONPLAY_GENERATED_MASTERS'] ?? 20);
const MOST_MS = 60 * 60 * 1000;

const judgements = new Map<GeneratedMaster, Judgement>();
let origin: Origin;

beforeAll(async () => {
  origin = await startOrigin({});
});

afterAll(async () => {
  publish();
  await origin?.stop();
});

test.concurrent.each(generatedMasters(SEED, COUNT).map((master) => [master.name, master] as const))(
  '%s',
  async (name, master) => {
    const path = await makeMaster(master);
    const file = join(origin.mastersPath, `${name}${extname(path)}`);
    await link(path, file).catch(() => copyFile(path, file));
    const judgement = await judge(origin, master, path);
    judgements.set(master, judgement);
    const isRefused = judgement.outcome !== 'served' && judgement.faults.length === 0;
    if (NOT_YET[name]) {
      expect(judgement.faults, `${name} is right now: remove its line from the list`).not.toEqual([]);
      return;
    }
    expect(judgement.faults).toEqual([]);
    expect(isRefused ? judgement.outcome : undefined, judgement.words).toBe(REFUSED[name]);
  },
  MOST_MS,
);

const HEADINGS = ['container', 'masters', 'right', 'refused', 'not right', 'worst shift ms'];

function publish(): void {
  const containers = [...new Set([...judgements.keys()].map(({ container }) => container))];
  printTable(HEADINGS, [
    ...containers.map((container) => cellsOf(container, (master) => master.container === container)),
    cellsOf('all', () => true),
  ]);
  const notable = [...judgements].filter(
    ([, { outcome, faults }]) => outcome !== 'served' || faults.length > 0,
  );
  printTable(
    ['master', 'outcome', 'words'],
    notable.map(([{ name }, { outcome, words, faults }]) => [name, outcome, faults.join('; ') || words]),
  );
}

function cellsOf(heading: string, isMeant: (master: GeneratedMaster) => boolean): string[] {
  const meant = [...judgements].filter(([master]) => isMeant(master)).map(([, judgement]) => judgement);
  const faulty = meant.filter(({ faults }) => faults.length > 0).length;
  const right = meant.filter(({ outcome, faults }) => outcome === 'served' && faults.length === 0);
  const worst = Math.max(0, ...right.map(({ worstShiftSeconds }) => worstShiftSeconds));
  const counts = [meant.length, right.length, meant.length - right.length - faulty, faulty];
  return [heading, ...counts.map(String), (1000 * worst).toFixed(2)];
}
