/** Audio plays at the master's times, with silence where the master has none, whatever the container and codec. */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import {
  decodeJoinedAudio,
  decodeMasterAudio,
  energies,
  lagOf,
  type StereoSamples,
} from '../../support/joined-audio.js';
import { type FrameTimes, masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { type JoinedKind, joinedMaster, MUSIC_SECONDS } from '../../support/joined-masters.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';

const RATE = 48_000;
const AAC_FRAME = 1024;
/** Samples compared to find the lag, and the largest lag searched for. */
const WINDOW = 8192;
const REACH = 2400;
/** A mean energy of -60 dBFS: a thousandth of full scale, squared. */
const SILENCE = 1e-6;

interface Case {
  readonly kind: EncodedKind | JoinedKind;
  /** Duration of the presentation, and start and end of the audio in it, in seconds. */
  readonly seconds: number;
  readonly audio: readonly [from: number, to: number];
  /** By how many samples ffmpeg plays the audio of the master too early; see `isDelayStored`. */
  readonly early?: number;
  /** The first frame is held from 0 on. */
  readonly beginsHeld?: true;
}

const CASES = partOf<Case>([
  { kind: 'late-audio', seconds: 3.5, audio: [0.5, 3.5] },
  { kind: 'late-video', seconds: 3.5, audio: [0, 3], beginsHeld: true },
  { kind: 'audio-longer', seconds: 4, audio: [0, 4] },
  { kind: 'audio-shorter', seconds: 3, audio: [0, 2] },
  { kind: 'audio-only', seconds: 5, audio: [0, 5] },
  { kind: 'h264-fragmented', seconds: 3.09, audio: [0, 3.09] },
  { kind: 'pcm-mov', seconds: 3, audio: [0, 3] },
  { kind: 'mkv-h264-ac3', seconds: 3, audio: [0, 3] },
  { kind: 'ts-h264-aac', seconds: 3, audio: [0, 3] },
  { kind: 'webm-vp9-opus', seconds: 2, audio: [0, 2], early: 312 },
  { kind: 'webm-vp8-vorbis', seconds: 2, audio: [0, 2] },
  { kind: 'mp3-cover', seconds: 3, audio: [0, 3] },
  ...(['music-aac', 'music-mp3', 'music-opus', 'music-vorbis'] as const).map(
    (kind): Case => ({ kind, seconds: MUSIC_SECONDS, audio: [0, MUSIC_SECONDS] }),
  ),
]);

const isMusic = (kind: Case['kind']): kind is JoinedKind => kind.startsWith('music-');
const pathOf = ({ kind }: Case) => (isMusic(kind) ? joinedMaster(kind) : generateMaster(kind));

/** Where the lag is measured, as fractions of the audio. */
const PLACES = [0.05, 0.5, 0.95];

/** Rounding in containers whose timestamps are coarse: half a millisecond, in samples. */
const roundingOf = (path: string) => (/\.(webm|mkv|ts)$/.test(path) ? RATE / 2000 : 0);
/** Largest constant lag of audio-only masters, in samples: what a decoder drops at the start. */
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

/** By how many samples the video lags the master; the audio must lag by as much. Undefined without video. */
async function videoLag(one: Case): Promise<number | undefined> {
  const { variants } = await readPresentation(servers[0], one.kind);
  const [rendition] = variants;
  if (!rendition?.height) return undefined;
  const joinedTimes = await probeFrameTimes('pipe:0', joined(await fetchShuffled(rendition, servers, 1)));
  const masterTimes = await masterFrameTimes(await pathOf(one));
  const place = one.beginsHeld ? -1 : 0;
  const timeOf = ({ ticks, timescale }: FrameTimes) => ticks.at(place)! / timescale;
  return Math.round((timeOf(joinedTimes) - timeOf(masterTimes)) * RATE);
}

describe.each(CASES)('the audio of $kind', (one) => {
  const {
    kind,
    seconds,
    audio: [from, to],
  } = one;
  let reference: StereoSamples;
  let samples: StereoSamples;

  beforeAll(async () => {
    reference = await decodeMasterAudio(await pathOf(one), { sampleRate: RATE, mono: false });
    const { audio } = await readPresentation(servers[0], kind);
    const [, rendition] = [...audio].find(([name]) => name.startsWith('audio-128k/'))!;
    samples = await decodeJoinedAudio(joined(await fetchShuffled(rendition, servers, 5)));
  });

  test('has as many samples as the presentation, except for a few AAC frames', () => {
    const frames = (seconds * RATE) / AAC_FRAME;
    expect(samples.length / 2 / AAC_FRAME).toBeGreaterThanOrEqual(Math.ceil(frames) - 1);
    expect(samples.length / 2 / AAC_FRAME).toBeLessThanOrEqual(Math.ceil(frames) + 3);
  });

  test('has the same lag at its start, middle and end, and that of the video', async () => {
    const starts = PLACES.map((share) => Math.round((from + share * (to - from - 0.2)) * RATE));
    const lags = starts.map((start) => lagOf(reference, samples, start, start + WINDOW, REACH));
    expect(lags).toEqual(starts.map(() => lags[0]));
    const [lag, rounding] = [await videoLag(one), roundingOf(await pathOf(one))];
    const limit = lag === undefined ? DECODER_DELAY : rounding;
    expect(Math.abs(lags[0]! - (lag ?? 0) - (one.early ?? 0))).toBeLessThanOrEqual(limit);
  });

  test('is silent where the master is', () => {
    const loudness = (start: number, end: number) =>
      energies(samples, samples, start, end).signal / (2 * (end - start));
    const margin = 3 * AAC_FRAME;
    const length = samples.length / 2;
    if (from > 0) expect(loudness(0, from * RATE - margin)).toBeLessThan(SILENCE);
    if (to < seconds) expect(loudness(to * RATE + margin, length)).toBeLessThan(SILENCE);
    expect(loudness(from * RATE + margin, to * RATE - margin)).toBeGreaterThan(SILENCE);
  });
});
