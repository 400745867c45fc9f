/** Joined audio has every sample once, at its own time, and is as good at the joins as a single encode of the whole. */
import { extname } from 'node:path';
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AAC_FRAME, joinsOf, qualityAtJoins } from '../../support/audio-joins.js';
import { loadCorpus } from '../../support/corpus.js';
import { readPresentation } from '../../support/hls-client.js';
import {
  decodeJoinedAudio,
  decodeMasterAudio,
  lagOf,
  type StereoSamples,
} from '../../support/joined-audio.js';
import { joinedMaster, MUSIC_SECONDS } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';

/** How much noisier than a single encode all joins of a rendition may be together, in dB. */
const TOTAL_LIMIT_DB = 1;
/** Largest measured lag in samples: coding noise at a low bitrate makes the measurement inexact. */
const MAX_LAG = 2;

interface Case {
  readonly what: string;
  readonly asset: string;
  readonly path: () => Promise<string>;
  readonly sampleRate: number;
  readonly mono: boolean;
  /** Duration of the presentation. */
  readonly seconds: number;
  /** How much noisier any single join may be, in dB; undefined for films, whose nearly silent joins vary by chance. */
  readonly eachLimit?: number;
}

const film = loadCorpus()?.find(({ file }) => file === 'long/sintel_trailer_720p24.mp4');
const music = { seconds: MUSIC_SECONDS, mono: false, eachLimit: 3 };

const CASES: readonly Case[] = [
  { what: 'music', asset: 'music', path: () => joinedMaster('music-48000'), sampleRate: 48_000, ...music },
  {
    what: 'music at 44.1 kHz',
    asset: 'cd',
    path: () => joinedMaster('music-44100'),
    sampleRate: 44_100,
    ...music,
  },
  {
    what: 'music in mono at 32 kHz',
    ...{
      asset: 'mono',
      path: () => joinedMaster('music-32000-mono'),
      sampleRate: 48_000,
      ...music,
      mono: true,
    },
  },
  ...(film
    ? [
        {
          what: 'a film',
          asset: 'film',
          path: async () => film.path,
          sampleRate: 48_000,
          mono: false,
          seconds: 1253 / 24,
        },
      ]
    : []),
];

const BITRATES = [128_000, 48_000];
const EACH = CASES.flatMap((one) =>
  BITRATES.map((bitrate) => ({ ...one, bitrate, kilobits: bitrate / 1000 })),
);

let servers: readonly [Origin, Origin];
const figures: string[] = [];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const { asset, path } of CASES) masters[asset + extname(await path())] = await path();
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
  stdout.write(
    `dB at each join, joined/one pass; all joins, each join relative to one pass\n${figures.join('\n')}\n`,
  );
});

describe.each(partOf(EACH))(
  '$what at $kilobits kbit/s',
  ({ asset, path, sampleRate, mono, seconds, bitrate, kilobits, eachLimit }) => {
    let reference: StereoSamples;
    let samples: StereoSamples;
    /** The first sample of each segment but the first. */
    let joins: number[];

    beforeAll(async () => {
      reference = await decodeMasterAudio(await path(), { sampleRate, mono });
      const { audio } = await readPresentation(servers[0], asset);
      const [, rendition] = [...audio].find(([name]) => name.startsWith(`audio-${kilobits}k/`))!;
      samples = await decodeJoinedAudio(joined(await fetchShuffled(rendition, servers, bitrate)));
      joins = joinsOf(rendition, sampleRate, reference.length / 2);
    });

    test('it has as many samples as the presentation, rounded up to whole frames', () => {
      const frames = Math.ceil((seconds * sampleRate) / AAC_FRAME - 1e-6);
      expect(samples.length / 2).toBe(frames * AAC_FRAME);
      expect(joins.length).toBeGreaterThan(3);
    });

    test('every segment is aligned with the master within the measurement error', () => {
      const middles = [joins[0]! >> 1, ...joins.map((join) => join + 0.5 * sampleRate)];
      const lags = middles.map((from) =>
        lagOf(reference, samples, from, from + 2 * AAC_FRAME, AAC_FRAME + 64),
      );
      expect(Math.max(...lags.map(Math.abs)), lags.join(' ')).toBeLessThanOrEqual(MAX_LAG);
    });

    test('at the joins it is as close to the master as a single encode of the whole', async () => {
      const format = { sampleRate, mono };
      const source = { path: await path(), format, bitrate, reference };
      const { together, each, row } = await qualityAtJoins(source, samples, joins);
      figures.push(
        `${asset} ${kilobits}k: ${row}; ${together.toFixed(2)}, ${each.map((one) => one.toFixed(1)).join(' ')}`,
      );
      expect(together).toBeGreaterThan(-TOTAL_LIMIT_DB);
      if (eachLimit) expect(Math.min(...each)).toBeGreaterThan(-eachLimit);
    });
  },
);
