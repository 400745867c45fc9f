/** Joined sound has exactly the expected samples, and no join is heard. */
import { describe, expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries } from '../../../src/masters/segment-map/segment-map.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { joinAudio } from './support/encode.js';
import { type MasterUnderTest, openMaster } from './support/master-under-test.js';
import { decodeSound, peak, type Sound, signalToNoise, stereoFilters } from './support/sound.js';
import { type SoundMasterKind, soundMaster } from './support/sound-masters.js';

/** Joins every second, and one in the middle of a click. */
const OPTIONS = { targetSeconds: 1, firstSeconds: [0.5001] };

interface Joined {
  readonly master: MasterUnderTest;
  readonly sound: Sound;
  readonly source: Sound;
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
    const sound = await decodeSound('pipe:0', { rate, channels: 2, bytes });
    await use({ master, sound, source: await decodeSound(path, { rate, channels }), rate, channels });
  } finally {
    await master.close();
  }
}

const length = (sound: Sound) => sound.length / 2;
const expectedLength = ({ master, rate }: Joined) =>
  audioFrameBoundaries(master.map, rate).at(-1)! * AAC_FRAME_SAMPLES;

/** The same sound at the same bit rate, as ffmpeg encodes it in one go. */
async function onePass(path: string, { master, rate, channels }: Joined): Promise<Sound> {
  const { bitrate } = master.ladder.audio.at(-1)!;
  const encode = ['-map', '0:a:0', '-af', stereoFilters(channels, rate), '-c:a', 'aac', '-b:a', `${bitrate}`];
  const movie = ['-movflags', 'frag_keyframe+empty_moov+delay_moov', '-f', 'mp4', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', ['-v', 'error', '-i', path, ...encode, ...movie]);
  return decodeSound('pipe:0', { rate, channels: 2, bytes });
}

const KINDS: readonly SoundMasterKind[] = [
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

test.each(KINDS)('%s: the joins are as close to the source as one pass is', async (kind) => {
  const path = await soundMaster(kind);
  await join(path, async (joined) => {
    const { master, sound, source, rate } = joined;
    expect(length(sound)).toBe(expectedLength(joined));
    const reference = await onePass(path, joined);
    const boundaries = audioFrameBoundaries(master.map, rate).subarray(1, -1);
    expect(boundaries.length).toBeGreaterThan(3);
    for (const boundary of boundaries) {
      const at = boundary * AAC_FRAME_SAMPLES;
      const [from, to] = [at - 2048, at + 2048];
      const atJoin = signalToNoise(sound, source, from, to);
      const inOnePass = signalToNoise(reference, source, from, to);
      expect(atJoin, `at ${boundary}`).toBeGreaterThan(inOnePass - 1);
    }
    const everywhere = signalToNoise(sound, source, 4096, Math.floor(length(source) - 4096));
    expect(everywhere).toBeGreaterThan(10);
  });
});

describe('sound that does not fill the presentation', () => {
  const generated = (kind: EncodedKind, use: (joined: Joined) => void) =>
    generateMaster(kind).then((path) => join(path, use));

  test('has silence before it where it begins late', () =>
    generated('late-audio', (joined) => {
      const { sound, source, rate } = joined;
      expect(length(sound)).toBe(expectedLength(joined));
      const start = 0.5 * rate;
      expect(peak(sound, 0, start - 2048)).toBeLessThan(0.001);
      expect(signalToNoise(sound, source, start - 1024, 3 * rate)).toBeGreaterThan(10);
    }));

  test('has silence after it where it ends early', () =>
    generated('audio-shorter', (joined) => {
      const { sound, source, rate } = joined;
      expect(length(sound)).toBe(expectedLength(joined));
      expect(length(sound)).toBeGreaterThanOrEqual(3 * rate);
      const end = Math.floor(length(source));
      expect(signalToNoise(sound, source, 2048, end - 2048)).toBeGreaterThan(10);
      expect(peak(sound, end + 3072, length(sound))).toBeLessThan(0.001);
    }));

  test('goes on after the last picture', () =>
    generated('audio-longer', (joined) => {
      const { sound, source, rate } = joined;
      expect(length(sound)).toBeGreaterThanOrEqual(4 * rate);
      expect(signalToNoise(sound, source, 2048, Math.floor(3.9 * rate))).toBeGreaterThan(10);
    }));
});

test('a hole in the sound is silent, and what comes after it comes at its time', async () => {
  await join(await soundMaster('hole'), (joined) => {
    const { sound, source, rate } = joined;
    expect(length(sound)).toBe(expectedLength(joined));
    expect(peak(source, Math.floor(2.35 * rate), Math.floor(2.95 * rate))).toBeLessThan(0.001);
    expect(peak(sound, Math.floor(2.35 * rate), Math.floor(2.95 * rate))).toBeLessThan(0.001);
    expect(signalToNoise(sound, source, 2048, Math.floor(2.1 * rate))).toBeGreaterThan(10);
    expect(signalToNoise(sound, source, Math.floor(3.2 * rate), Math.floor(4.9 * rate))).toBeGreaterThan(10);
  });
});
