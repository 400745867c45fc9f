/** The audio of a clip has every sample once, at its own time, and is as good at the joins as a single encode of the whole. */
import { extname } from 'node:path';
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AAC_FRAME, joinsOf, qualityAtJoins } from '../../support/audio-joins.js';
import { readPresentation } from '../../support/hls-client.js';
import {
  decodeJoinedAudio,
  decodeMasterAudio,
  lagOf,
  type StereoSamples,
} from '../../support/joined-audio.js';
import { type JoinedKind, joinedMaster } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type Origin, startTwins } from '../../support/origin.js';

const SAMPLE_RATE = 48_000;
/** In AAC frames of audio alone; both ends lie within segments. */
const [FIRST, END] = [155, 661];
const BITRATE = 128_000;
/** See the test of the whole. */
const MAX_LAG = 2;
const TOTAL_LIMIT_DB = 1;

const CASES: readonly { readonly what: string; readonly kind: JoinedKind; readonly isCopied: boolean }[] = [
  { what: 'music that is encoded', kind: 'music-48000', isCopied: false },
  { what: 'music that is passed through', kind: 'music-aac', isCopied: true },
];

let servers: readonly [Origin, Origin];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const { kind } of CASES) masters[kind + extname(await joinedMaster(kind))] = await joinedMaster(kind);
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

describe.each(CASES)('a clip of $what', ({ kind, isCopied }) => {
  let reference: StereoSamples;
  /** At their places in the whole. */
  let placed: StereoSamples;
  let count: number;
  let joins: number[];

  beforeAll(async () => {
    const path = await joinedMaster(kind);
    reference = await decodeMasterAudio(path, { sampleRate: SAMPLE_RATE, mono: false });
    const { audio } = await readPresentation(servers[0], kind, `&start=f${FIRST}&end=f${END}`);
    const [, rendition] = [...audio].find(([name]) => name.startsWith(`audio-${BITRATE / 1000}k/`))!;
    const samples = await decodeJoinedAudio(joined(await fetchShuffled(rendition, servers, FIRST)));
    count = samples.length / 2;
    placed = new Float32Array(reference.length);
    placed.set(samples.subarray(0, reference.length - 2 * FIRST * AAC_FRAME), 2 * FIRST * AAC_FRAME);
    joins = joinsOf(rendition, SAMPLE_RATE, count).map((join) => join + FIRST * AAC_FRAME);
  });

  test('has exactly the samples between its ends', () => {
    expect(count).toBe((END - FIRST) * AAC_FRAME);
    expect(joins.length).toBeGreaterThan(2);
  });

  test('is aligned with the master within the measurement error', () => {
    const middles = [FIRST * AAC_FRAME + 8 * AAC_FRAME, ...joins.map((join) => join + 0.5 * SAMPLE_RATE)];
    const lags = middles.map((from) => lagOf(reference, placed, from, from + 2 * AAC_FRAME, AAC_FRAME + 64));
    expect(Math.max(...lags.map(Math.abs)), lags.join(' ')).toBeLessThanOrEqual(MAX_LAG);
  });

  test.skipIf(isCopied)(
    'is at the joins as close to the master as a single encode of the whole',
    async () => {
      const format = { sampleRate: SAMPLE_RATE, mono: false };
      const source = { path: await joinedMaster(kind), format, bitrate: BITRATE, reference };
      const { together, row } = await qualityAtJoins(source, placed, joins);
      stdout.write(`dB at each join, joined/one pass: ${row}; together ${together.toFixed(2)}\n`);
      expect(together).toBeGreaterThan(-TOTAL_LIMIT_DB);
    },
  );
});
