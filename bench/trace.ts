import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import { traceKeysOf } from '../test/support/trace/composed-copies.js';
import type { Bench, Figure, Outcome } from './support/bench.js';
import { idle, metricOf } from './support/timing.js';
import {
  renditionFor,
  renditionsOfCodes,
  secondVariants,
  segmentsOf,
} from './support/trace/both-variants.js';
import { readCodesAndMixes } from './support/trace/codes-and-mixes.js';
import { psnrOf, readAgain } from './support/trace/read-again.js';
import { turnedFilm } from './support/turned-film.js';

const CODES = 50;
const MIXES = 20;
/** That of the copy which is made and read as a whole. */
const CODE = 0xdead_beef;
/** Others were given up when another code was asked for. */
const ENCODES = /^onplay_encodes_total\{.*kind="video".*outcome="ok"/;

interface Size {
  /** So many are read of each code. */
  readonly segments: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a code is looked for among all there are; else among those of the bench. */
  readonly isSearched: boolean;
}

/** Three minutes. */
const WHOLE: Size = { segments: 45, settings: {}, isSearched: true };
/** Half a minute, of which each second is a segment. */
const QUICK: Size = {
  segments: 24,
  settings: { ONPLAY_SEGMENT_MS: '1000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
  isSearched: false,
};

const trace: Bench = {
  name: 'trace',
  question: `hidden marks in a film of 208 s at 360p: what the second variant of all segments costs, and how near it is to the first; of ${CODES} codes, how many are read, of all 2³² there are, from three minutes that were encoded again at 360p and crf 30; of ${MIXES} copies that two viewers mixed, segment by segment at random, how many name one of the two and no other, of ten minutes and the ${CODES} codes. One copy is made, encoded again and read as a whole; for the others, what is read of each segment is taken from two copies that have one variant each`,
  goal: `${CODES} codes without error; of each mix one viewer named and no other; nothing read of what has no mark`,
  run: async ({ quick, progress }) => {
    const size = quick ? QUICK : WHOLE;
    const folder = await mkdtemp(join(tmpdir(), 'onplay-bench-trace-'));
    const origin = await startOrigin({
      masters: { 'film.mp4': await turnedFilm(quick) },
      env: { ONPLAY_PASSTHROUGH: 'off', ...size.settings },
    });
    try {
      return await measured(origin, folder, size, progress);
    } finally {
      await origin.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default trace;

async function measured(
  origin: Origin,
  folder: string,
  size: Size,
  progress: (line: string) => void,
): Promise<Outcome> {
  progress('both variants');
  const plain = await renditionFor(origin);
  const first = await segmentsOf(plain);
  const renditions = await renditionsOfCodes(origin);
  // What manifests have encoded ahead is of other renditions too.
  await idle(origin);
  const before = await metricOf(origin, ENCODES);
  const second = await secondVariants(renditions, first);
  await idle(origin);
  const encodes = (await metricOf(origin, ENCODES)) - before;
  const own = await segmentsOf(await renditionFor(origin, CODE));
  const paths = await written(folder, await bytesOf(plain.init), [first, second, own]);
  progress('encoded again, and read');
  const [a, b, whole] = paths.map((path) => readAgain(origin, path, size.settings));
  progress('codes and mixes');
  const keys = await traceKeysOf(origin.secret, 'film');
  const sizes = { codes: CODES, mixes: MIXES, ...size };
  const { right, chances, named } = readCodesAndMixes({ a: a!.evidence, b: b!.evidence }, keys, sizes);
  // Half a minute is too short for a search.
  const isOwn = !size.isSearched || (whole!.accused.length === 1 && whole!.accused[0]!.code === CODE);
  const unmarked = a!.accused.length;
  const figures: Figure[] = [
    { name: 'PSNR of luma between the variants', unit: 'dB', values: [psnrOf(paths[0]!, paths[1]!)] },
    {
      name: 'bits of the second beside the first',
      unit: '%',
      values: [100 * (bytes(second) / bytes(first) - 1)],
    },
    { name: 'further encodes of a segment, for all viewers', unit: '', values: [encodes / first.length] },
    { name: 'level read of the first', unit: '', values: a!.evidence.map(({ level }) => level) },
    { name: 'level read of the second', unit: '', values: b!.evidence.map(({ level }) => level) },
    { name: `codes read, of ${CODES}`, unit: '', values: [right] },
    {
      name: 'largest probability of a false accusation',
      unit: 'in a million',
      values: [1e6 * Math.max(...chances)],
    },
    { name: `mixes that name one of two, of ${MIXES}`, unit: '', values: [named] },
    { name: 'viewers named by a copy without a mark', unit: '', values: [unmarked] },
  ];
  return {
    figures,
    goalMet: right === CODES && named === MIXES && isOwn && unmarked === 0,
    summary: `trace ${right} of ${CODES} codes, ${named} of ${MIXES} mixes, ${isOwn ? 'the' : 'not the'} copy that was made`,
  };
}

async function written(
  folder: string,
  init: Buffer,
  copies: readonly (readonly Buffer[])[],
): Promise<readonly string[]> {
  const paths = copies.map((_, i) => join(folder, `copy-${i}.mp4`));
  for (const [i, parts] of copies.entries()) await writeFile(paths[i]!, Buffer.concat([init, ...parts]));
  return paths;
}

function bytes(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
