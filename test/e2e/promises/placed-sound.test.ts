/** Sound is where the master has it, and silence where the master has none, whatever it was stored in. */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { type JoinedKind, joinedMaster, MUSIC_SECONDS } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import {
  decodeJoinedSound,
  decodeMasterSound,
  energies,
  lagOf,
  type Sound,
} from '../../support/joined-sound.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';

const RATE = 48_000;
const AAC_FRAME = 1024;
/** Samples over which a place is looked for, and by how many it may be off. */
const WINDOW = 8192;
const REACH = 2400;
/** A thousandth of full scale, squared: 60 dB below it. */
const SILENCE = 1e-6;

interface Case {
  readonly kind: EncodedKind | JoinedKind;
  /** How long the presentation is and where the sound begins and ends in it, in seconds. */
  readonly seconds: number;
  readonly sound: readonly [from: number, to: number];
}

const CASES: readonly Case[] = [
  { kind: 'late-audio', seconds: 3.5, sound: [0.5, 3.5] },
  { kind: 'late-video', seconds: 3.5, sound: [0, 3] },
  { kind: 'audio-longer', seconds: 4, sound: [0, 4] },
  { kind: 'audio-shorter', seconds: 3, sound: [0, 2] },
  { kind: 'audio-only', seconds: 5, sound: [0, 5] },
  { kind: 'h264-fragmented', seconds: 3.09, sound: [0, 3.09] },
  { kind: 'pcm-mov', seconds: 3, sound: [0, 3] },
  { kind: 'mkv-h264-ac3', seconds: 3, sound: [0, 3] },
  { kind: 'ts-h264-aac', seconds: 3, sound: [0, 3] },
  { kind: 'webm-vp9-opus', seconds: 2, sound: [0, 2] },
  { kind: 'webm-vp8-vorbis', seconds: 2, sound: [0, 2] },
  { kind: 'mp3-cover', seconds: 3, sound: [0, 3] },
  ...(['music-aac', 'music-mp3', 'music-opus', 'music-vorbis'] as const).map(
    (kind): Case => ({ kind, seconds: MUSIC_SECONDS, sound: [0, MUSIC_SECONDS] }),
  ),
];

const isMusic = (kind: Case['kind']): kind is JoinedKind => kind.startsWith('music-');
const pathOf = ({ kind }: Case) => (isMusic(kind) ? joinedMaster(kind) : generateMaster(kind));

/** Where it is looked for, as shares of the sound. */
const PLACES = [0.05, 0.5, 0.95];

/** Half a millisecond, where times went through a container that has no finer ones; in samples. */
const roundingOf = (path: string) => (/\.(webm|mkv|ts)$/.test(path) ? RATE / 2000 : 0);
/** By how many samples sound without pictures may be moved as a whole: what a decoder leaves out at the start. */
const DECODER_DELAY = RATE / 100;

let servers: readonly [Origin, Origin];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const one of CASES) {
    const path = await pathOf(one);
    masters[one.kind + extname(path)] = path;
  }
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

/** By how many samples the pictures are later than in the master: what is heard is to be as late. */
async function pictureLag(one: Case): Promise<number | undefined> {
  const { variants } = await readPresentation(servers[0], one.kind);
  const [rendition] = variants;
  if (!rendition?.height) return undefined;
  const ours = await probeFrameTimes('pipe:0', joined(await fetchShuffled(rendition, servers, 1)));
  const theirs = await masterFrameTimes(await pathOf(one));
  return Math.round((ours.ticks[0]! / ours.timescale - theirs.ticks[0]! / theirs.timescale) * RATE);
}

describe.each(CASES)('the sound of $kind', (one) => {
  const {
    kind,
    seconds,
    sound: [from, to],
  } = one;
  let reference: Sound;
  let sound: Sound;

  beforeAll(async () => {
    reference = await decodeMasterSound(await pathOf(one), { sampleRate: RATE, mono: false });
    const { audio } = await readPresentation(servers[0], kind);
    const [, rendition] = [...audio].find(([name]) => name.startsWith('audio-128k/'))!;
    sound = await decodeJoinedSound(joined(await fetchShuffled(rendition, servers, 5)));
  });

  test('has as many samples as the presentation, give or take a frame of the master', () => {
    const frames = (seconds * RATE) / AAC_FRAME;
    expect(sound.length / 2 / AAC_FRAME).toBeGreaterThanOrEqual(Math.ceil(frames) - 1);
    expect(sound.length / 2 / AAC_FRAME).toBeLessThanOrEqual(Math.ceil(frames) + 3);
  });

  test('is where the master has it, to the sample, in every part', async () => {
    const starts = PLACES.map((share) => Math.round((from + share * (to - from - 0.2)) * RATE));
    const lags = starts.map((start) => lagOf(reference, sound, start, start + WINDOW, REACH));
    expect(lags).toEqual(starts.map(() => lags[0]));
    const [pictures, rounding] = [await pictureLag(one), roundingOf(await pathOf(one))];
    const limit = pictures === undefined ? DECODER_DELAY : rounding;
    expect(Math.abs(lags[0]! - (pictures ?? 0))).toBeLessThanOrEqual(limit);
  });

  test('is silent where the master is', () => {
    const loudness = (start: number, end: number) =>
      energies(sound, sound, start, end).signal / (2 * (end - start));
    const margin = 3 * AAC_FRAME;
    const ends = sound.length / 2;
    if (from > 0) expect(loudness(0, from * RATE - margin)).toBeLessThan(SILENCE);
    if (to < seconds) expect(loudness(to * RATE + margin, ends)).toBeLessThan(SILENCE);
    expect(loudness(from * RATE + margin, to * RATE - margin)).toBeGreaterThan(SILENCE);
  });
});
