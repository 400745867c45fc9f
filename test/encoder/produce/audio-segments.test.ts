/** Joined audio segments have exactly the expected samples, and no audible joins. */
import { describe, expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries } from '../../../src/masters/segment-map/segment-map.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { type AudioMasterKind, audioMaster } from './support/audio-masters.js';
import {
  type DecodedAudio,
  decodeAudio,
  peak,
  signalToNoise,
  stereoFilters,
} from './support/decoded-audio.js';
import { joinAudio } from './support/encode.js';
import { type MasterUnderTest, openMaster } from './support/master-under-test.js';

/** Joins every second, and one in the middle of a click. */
const OPTIONS = { targetSeconds: 1, firstSeconds: [0.5001] };

interface Joined {
  readonly master: MasterUnderTest;
  readonly audio: DecodedAudio;
  readonly source: DecodedAudio;
  readonly rate: number;
  readonly channels: number;
}

async function join(path: string, use: (joined: Joined) => Promise<void> | void): Promise<void> {
  const master = await openMaster(path, OPTIONS);
  try {
    const rendition = master.ladder.audio.at(-1)!;
    const rate = rendition.sampleRate;
    const { channels } = master.index.audio[0]!;
    const bytes = await joinAudio(master, rendition);
    const audio = await decodeAudio('pipe:0', { rate, channels: 2, bytes });
    await use({ master, audio, source: await decodeAudio(path, { rate, channels }), rate, channels });
  } finally {
    await master.close();
  }
}

const length = (audio: DecodedAudio) => audio.length / 2;
const expectedLength = ({ master, rate }: Joined) =>
  audioFrameBoundaries(master.map, rate).at(-1)! * AAC_FRAME_SAMPLES;

/** The same audio at the same bitrate, encoded by ffmpeg in one pass. */
async function onePass(path: string, { master, rate, channels }: Joined): Promise<DecodedAudio> {
  const { bitrate } = master.ladder.audio.at(-1)!;
  const encode = ['-map', '0:a:0', '-af', stereoFilters(channels, rate), '-c:a', 'aac', '-b:a', `${bitrate}`];
  const movie = ['-movflags', 'frag_keyframe+empty_moov+delay_moov', '-f', 'mp4', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', ['-v', 'error', '-i', path, ...encode, ...movie]);
  return decodeAudio('pipe:0', { rate, channels: 2, bytes });
}

const KINDS: readonly AudioMasterKind[] = [
  'stereo-pcm',
  'mono-pcm',
  'surround-pcm',
  'surround-aac',
  '16000-pcm',
  '22050-pcm',
  '44100-pcm',
  '96000-pcm',
  '44100-aac',
  'flac',
  'eac3-blocks',
];

test.each(partOf(KINDS))('%s: the joins are as close to the source as a single pass', async (kind) => {
  const path = await audioMaster(kind);
  await join(path, async (joined) => {
    const { master, audio, source, rate } = joined;
    expect(length(audio)).toBe(expectedLength(joined));
    const reference = await onePass(path, joined);
    const boundaries = audioFrameBoundaries(master.map, rate).subarray(1, -1);
    expect(boundaries.length).toBeGreaterThan(3);
    for (const boundary of boundaries) {
      const at = boundary * AAC_FRAME_SAMPLES;
      const [from, to] = [at - 2048, at + 2048];
      const atJoin = signalToNoise(audio, source, from, to);
      const inOnePass = signalToNoise(reference, source, from, to);
      expect(atJoin, `at ${boundary}`).toBeGreaterThan(inOnePass - 1);
    }
    const everywhere = signalToNoise(audio, source, 4096, Math.floor(length(source) - 4096));
    expect(everywhere).toBeGreaterThan(10);
  });
});

describe('audio that does not fill the presentation', () => {
  const generated = (kind: EncodedKind, use: (joined: Joined) => void) =>
    generateMaster(kind).then((path) => join(path, use));

  test('is preceded by silence if it begins late', () =>
    generated('late-audio', (joined) => {
      const { audio, source, rate } = joined;
      expect(length(audio)).toBe(expectedLength(joined));
      const start = 0.5 * rate;
      expect(peak(audio, 0, start - 2048)).toBeLessThan(0.001);
      expect(signalToNoise(audio, source, start - 1024, 3 * rate)).toBeGreaterThan(10);
    }));

  test('is followed by silence if it ends early', () =>
    generated('audio-shorter', (joined) => {
      const { audio, source, rate } = joined;
      expect(length(audio)).toBe(expectedLength(joined));
      expect(length(audio)).toBeGreaterThanOrEqual(3 * rate);
      const end = Math.floor(length(source));
      expect(signalToNoise(audio, source, 2048, end - 2048)).toBeGreaterThan(10);
      expect(peak(audio, end + 3072, length(audio))).toBeLessThan(0.001);
    }));

  test('continues after the last frame of video', () =>
    generated('audio-longer', (joined) => {
      const { audio, source, rate } = joined;
      expect(length(audio)).toBeGreaterThanOrEqual(4 * rate);
      expect(signalToNoise(audio, source, 2048, Math.floor(3.9 * rate))).toBeGreaterThan(10);
    }));
});

test('a hole in the audio is silent, and the audio after it is on time', async () => {
  await join(await audioMaster('hole'), (joined) => {
    const { audio, source, rate } = joined;
    expect(length(audio)).toBe(expectedLength(joined));
    expect(peak(source, Math.floor(2.35 * rate), Math.floor(2.95 * rate))).toBeLessThan(0.001);
    expect(peak(audio, Math.floor(2.35 * rate), Math.floor(2.95 * rate))).toBeLessThan(0.001);
    expect(signalToNoise(audio, source, 2048, Math.floor(2.1 * rate))).toBeGreaterThan(10);
    expect(signalToNoise(audio, source, Math.floor(3.2 * rate), Math.floor(4.9 * rate))).toBeGreaterThan(10);
  });
});
