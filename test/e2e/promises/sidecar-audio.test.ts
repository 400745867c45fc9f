/** Audio beside a film plays at the film's times: every sample once, silence behind its end, cut where the film ends. */
import { extname } from 'node:path';
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { readPresentation } from '../../support/hls-client.js';
import {
  decibels,
  decodeJoinedAudio,
  decodeMasterAudio,
  encodeInOnePass,
  energies,
  lagOf,
  type StereoSamples,
} from '../../support/joined-audio.js';
import { type JoinedKind, joinedMaster, MUSIC_SECONDS } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';

const RATE = 48_000;
const FORMAT = { sampleRate: RATE, mono: false };
const AAC_FRAME = 1024;
/** Samples compared on either side of a join. */
const REACH = 4 * AAC_FRAME;
/** A mean energy of -60 dBFS. */
const SILENCE = 1e-6;
/** How much noisier than a single encode all joins may be together, in dB. */
const TOTAL_LIMIT_DB = 1;

interface Case {
  readonly what: string;
  readonly film: EncodedKind;
  readonly dub: JoinedKind;
  /** Largest lag in samples. */
  readonly lag: number;
}

const CASES: readonly Case[] = [
  { what: 'AAC that is shorter than the film', film: 'h264-23976-irregular-gop', dub: 'music-aac', lag: 2 },
  { what: 'AAC that is longer than the film', film: 'h264-2997', dub: 'music-aac', lag: 2 },
  // What its decoder drops at the start.
  { what: 'MP3', film: 'h264-vfr', dub: 'music-mp3', lag: RATE / 100 },
];

let servers: readonly [Origin, Origin];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const { film, dub } of CASES) {
    const [own, beside] = [await generateMaster(film), await joinedMaster(dub)];
    masters[film + extname(own)] = own;
    masters[`${film}.es${extname(beside)}`] = beside;
  }
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

describe.each(CASES)('$what beside a film', ({ film, dub, lag }) => {
  let reference: StereoSamples;
  let own: StereoSamples;
  let samples: StereoSamples;
  /** The first sample of each segment but the first. */
  let joins: number[];
  /** Where there is audio of both, in samples. */
  let end: number;

  beforeAll(async () => {
    reference = await decodeMasterAudio(await joinedMaster(dub), FORMAT);
    // What has to be remuxed may be in a later manifest only.
    const audioOf = async () => (await readPresentation(servers[0], film)).audio;
    const audio = await vi.waitFor(
      async () => {
        const found = await audioOf();
        if (!found.has('audio-128k/Spanish')) throw new Error(`there is only ${[...found.keys()]}`);
        return found;
      },
      { timeout: SERVER_TEST_MS, interval: 1000 },
    );
    const [beside, ofMaster] = [audio.get('audio-128k/Spanish')!, audio.get('audio-128k/Audio 1')!];
    expect(beside.durations).toStrictEqual(ofMaster.durations);
    own = await decodeJoinedAudio(joined(await fetchShuffled(ofMaster, servers, 3)));
    samples = await decodeJoinedAudio(joined(await fetchShuffled(beside, servers, 4)));
    let at = 0;
    const ends = beside.durations.map((duration) => {
      at += duration;
      return Math.round((at * RATE) / AAC_FRAME) * AAC_FRAME;
    });
    end = Math.min(samples.length / 2, Math.round(MUSIC_SECONDS * RATE));
    joins = ends.slice(0, -1).filter((join) => join + REACH < end);
  });

  test("has exactly as many samples as the film's own audio", () => {
    expect(samples.length).toBe(own.length);
    expect(joins.length).toBeGreaterThan(1);
  });

  test('is at its own times from the start to the end', () => {
    const places = [AAC_FRAME, end / 2, end - 4 * AAC_FRAME].map(Math.round);
    const lags = places.map((from) => lagOf(reference, samples, from, from + 2 * AAC_FRAME, RATE / 100));
    expect(new Set(lags).size, lags.join(' ')).toBe(1);
    expect(Math.abs(lags[0]!)).toBeLessThanOrEqual(lag);
  });

  test('is silent where it has ended before the film', () => {
    const length = samples.length / 2;
    const from = Math.round(MUSIC_SECONDS * RATE) + 3 * AAC_FRAME;
    if (from < length)
      expect(energies(samples, samples, from, length).signal / (2 * (length - from))).toBeLessThan(SILENCE);
    expect(energies(samples, samples, AAC_FRAME, end).signal / (2 * end)).toBeGreaterThan(SILENCE);
  });

  test('is at the joins as close to its source as a single encode of the whole', async () => {
    const shift = lagOf(
      reference,
      samples,
      Math.round(end / 2),
      Math.round(end / 2) + 2 * AAC_FRAME,
      RATE / 100,
    );
    const whole = await encodeInOnePass(await joinedMaster(dub), FORMAT, 128_000);
    const wholeShift = lagOf(
      reference,
      whole,
      Math.round(end / 2),
      Math.round(end / 2) + 2 * AAC_FRAME,
      RATE / 100,
    );
    const noise = (one: StereoSamples, by: number) =>
      joins.reduce((sum, join) => sum + energies(reference, one, join - REACH, join + REACH, by).noise, 0);
    const together = decibels(noise(whole, wholeShift) / noise(samples, shift));
    stdout.write(
      `${dub} beside ${film}: at ${joins.length} joins ${together.toFixed(2)} dB relative to one pass\n`,
    );
    expect(together).toBeGreaterThan(-TOTAL_LIMIT_DB);
  });
});
