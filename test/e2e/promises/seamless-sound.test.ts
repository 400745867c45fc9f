/** Joined sound has every sample once, at its own time, and at the joins is as good as one encode of the whole. */
import { extname } from 'node:path';
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCorpus } from '../../support/corpus.js';
import { readPresentation } from '../../support/hls-client.js';
import { joinedMaster, MUSIC_SECONDS } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import {
  decibels,
  decodeJoinedSound,
  decodeMasterSound,
  encodeInOnePass,
  energies,
  lagOf,
  type Sound,
} from '../../support/joined-sound.js';
import { type Origin, startTwins } from '../../support/origin.js';

const AAC_FRAME = 1024;
/** Samples looked at on either side of a join. */
const REACH = 4 * AAC_FRAME;
/** How much worse than one encode the joins of a rendition may be, all together, in decibels. */
const LIMIT = 1;
/** Samples by which the rough sound of a low bitrate may seem to be off. */
const UNSHARPNESS = 2;

interface Case {
  readonly what: string;
  readonly asset: string;
  readonly path: () => Promise<string>;
  readonly sampleRate: number;
  readonly mono: boolean;
  /** How long the presentation is. */
  readonly seconds: number;
  /** How much worse any one join may be, in decibels; in films chance has its say where it is nearly silent. */
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
  stdout.write(`dB at each join, joined/one pass; together, each against one pass\n${figures.join('\n')}\n`);
});

describe.each(EACH)(
  '$what at $kilobits kbit/s',
  ({ asset, path, sampleRate, mono, seconds, bitrate, kilobits, eachLimit }) => {
    let reference: Sound;
    let sound: Sound;
    /** The sample at which each segment but the first begins. */
    let joins: number[];

    beforeAll(async () => {
      reference = await decodeMasterSound(await path(), { sampleRate, mono });
      const { audio } = await readPresentation(servers[0], asset);
      const [, rendition] = [...audio].find(([name]) => name.startsWith(`audio-${kilobits}k/`))!;
      sound = await decodeJoinedSound(joined(await fetchShuffled(rendition, servers, bitrate)));
      let end = 0;
      const ends = rendition.durations.map((duration) => {
        end += duration;
        return Math.round((end * sampleRate) / AAC_FRAME) * AAC_FRAME;
      });
      joins = ends.slice(0, -1).filter((join) => join + REACH < reference.length / 2);
    });

    test('it has as many samples as the presentation, in whole frames', () => {
      const frames = Math.ceil((seconds * sampleRate) / AAC_FRAME - 1e-6);
      expect(sound.length / 2).toBe(frames * AAC_FRAME);
      expect(joins.length).toBeGreaterThan(3);
    });

    test('every segment is where the master is, to the sample', () => {
      const middles = [joins[0]! >> 1, ...joins.map((join) => join + 0.5 * sampleRate)];
      const lags = middles.map((from) => lagOf(reference, sound, from, from + 2 * AAC_FRAME, AAC_FRAME + 64));
      expect(Math.max(...lags.map(Math.abs)), lags.join(' ')).toBeLessThanOrEqual(UNSHARPNESS);
    });

    test('at the joins it is as close to the master as one encode of the whole', async () => {
      const whole = await encodeInOnePass(await path(), { sampleRate, mono }, bitrate);
      const around = (one: Sound) =>
        joins.map((join) => energies(reference, one, join - REACH, join + REACH));
      const [ours, theirs] = [around(sound), around(whole)];
      const sum = (all: typeof ours) => all.reduce((total, { noise }) => total + noise, 0);
      const together = decibels(sum(theirs) / sum(ours));
      const each = ours.map(({ noise }, i) => decibels(theirs[i]!.noise / noise));
      const row = ours.map(({ signal, noise }, i) =>
        [noise, theirs[i]!.noise].map((one) => decibels(signal / one).toFixed(1)).join('/'),
      );
      figures.push(
        `${asset} ${kilobits}k: ${row.join(' ')}; ${together.toFixed(2)}, ${each.map((one) => one.toFixed(1)).join(' ')}`,
      );
      expect(together).toBeGreaterThan(-LIMIT);
      if (eachLimit) expect(Math.min(...each)).toBeGreaterThan(-eachLimit);
    });
  },
);
