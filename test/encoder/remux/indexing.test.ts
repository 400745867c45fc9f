/** What the real probe and remuxer find in masters of every kind. */
import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { AudioTrack, VideoTrack } from '../../../src/tracks/track.js';
import { codeOf } from '../../masters/support/errors.js';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type EncodedKind, generateMaster, hostileKinds } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { remuxedMaster } from '../../support/remuxed-masters.js';
import { openMaster, withMaster } from '../produce/support/master-under-test.js';

const indexOf = async (kind: EncodedKind) =>
  withMaster(await generateMaster(kind), async ({ index }) => index);

const UPRIGHT = { mirrored: false, rotation: 0 } as const;

const VIDEO: readonly [EncodedKind, Partial<VideoTrack>][] = [
  ['h264-2997', { codec: 'h264', timescale: 30_000, bitDepth: 8, interlaced: false, orientation: UPRIGHT }],
  ['rotated-90', { width: 640, height: 360, orientation: { mirrored: false, rotation: 90 } }],
  ['mirrored', { orientation: { mirrored: true, rotation: 0 } }],
  ['anamorphic', { width: 480, height: 360, pixelAspectRatio: { horizontal: 4, vertical: 3 } }],
  ['interlaced', { interlaced: true }],
  ['full-range', { colour: expect.objectContaining({ fullRange: true }) }],
  [
    'hevc10-hdr',
    { codec: 'hevc', bitDepth: 10, colour: { primaries: 9, transfer: 16, matrix: 9, fullRange: false } },
  ],
  ['prores-mov', { codec: 'prores', bitDepth: 10, quickTime: true, pixelFormat: 'yuv422p10le' }],
  ['webm-vp8-vorbis', { codec: 'vp8', width: 320, height: 180 }],
  ['webm-vp9-opus', { codec: 'vp9' }],
];

test.each(partOf(VIDEO))('video of %s', async (kind, expected) => {
  expect((await indexOf(kind)).video).toMatchObject(expected);
});

const AUDIO: readonly [EncodedKind, Partial<AudioTrack>[]][] = [
  ['h264-2997', [{ codec: 'aac', sampleRate: 48_000, channels: 2, framesPerSample: 1, language: 'und' }]],
  ['pcm-mov', [{ codec: 'pcm_s16le', sampleRate: 48_000 }]],
  ['mkv-h264-ac3', [{ codec: 'ac3' }]],
  ['webm-vp8-vorbis', [{ codec: 'vorbis' }]],
  ['webm-vp9-opus', [{ codec: 'opus' }]],
  ['two-languages', [{ language: 'en' }, { language: 'de' }]],
  ['silent', []],
];

test.each(partOf(AUDIO))('audio of %s', async (kind, expected) => {
  const { audio } = await indexOf(kind);
  expect(audio.length).toBe(expected.length);
  expect(audio).toMatchObject(expected);
});

test('cover art is not a video', async () => {
  const { video, audio, container } = await indexOf('mp3-cover');
  expect([video, audio.length, container]).toEqual([undefined, 1, 'mp3']);
});

/** The copy of one stream: before the name of its file stands what its bytes are known by. */
const remuxedAs = (file: string) => ({
  kind: 'remuxed',
  name: expect.stringMatching(new RegExp(`^[0-9a-f]{16}-${file}$`)),
});

describe('remuxed copies of other containers', () => {
  test.each([['mp3-cover', 'mp3', ['audio-0.mp4']]] as const)('of %s', async (kind, container, files) => {
    const index = await indexOf(kind);
    expect(index.container).toBe(container);
    expect(index.files).toEqual(files.map(remuxedAs));
  });

  test('of streams that no container holds together', async () => {
    const index = await withMaster(
      await remuxedMaster('WMV 2 with MP3 in ASF'),
      async (master) => master.index,
    );
    expect(index.ignored).toEqual([]);
    expect(index.files).toEqual(['video-0.mov', 'audio-1.mp4'].map(remuxedAs));
  });

  test.each([
    ['mkv-h264-ac3', 'matroska'],
    ['webm-vp8-vorbis', 'matroska'],
    ['ts-h264-aac', 'mpegts'],
  ] as const)('are not made of %s', async (kind, container) => {
    const index = await indexOf(kind);
    expect([index.container, index.files]).toEqual([container, [{ kind: 'master' }]]);
  });

  test('are refused for a master that is too large', async () => {
    const path = await generateMaster('mp3-cover');
    const opening = openMaster(path, { settings: { remuxMaxBytes: 1000 } });
    expect(await codeOf(() => opening)).toBe('master_too_large_to_conform');
  });

  test('are made as far as there is room for all of them together', async () => {
    const path = await twoTracksOfAdpcm();
    const { size } = await stat(path);
    const master = await openMaster(path, { settings: { copiesMaxBytes: Math.ceil(1.3 * size) } });
    const { audio, ignored } = master.index;
    await master.close();
    expect(audio.map(({ id }) => id)).toEqual([0]);
    expect(ignored.map(({ id }) => id)).toEqual([1]);
  });
});

/** Audio that is decoded for its copy, which is then larger. */
async function twoTracksOfAdpcm(): Promise<string> {
  const input = await remuxedMaster('ADPCM in WAV');
  const recipe = ['-i', input, '-i', input, '-map', '0', '-map', '1', '-c', 'copy', '-f', 'avi'];
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
  return cachedMaster({ name: 'two-tracks-of-adpcm', extension: 'avi', recipe: recipe.slice(4), write });
}

describe('refusals', () => {
  test.each([
    ['empty', 'master_empty'],
    ['text', 'master_not_media'],
    ['hls-playlist', 'master_playlist'],
    ['mpd', 'master_playlist'],
    ['concat-script', 'master_playlist'],
    ['random-bytes', 'master_not_media'],
    ['jpeg', 'master_still_image'],
    ['truncated-moov-first', 'master_truncated'],
  ] as const)('%s', async (kind, code) => {
    const path = await generateMaster(kind);
    expect(await codeOf(() => openMaster(path))).toBe(code);
  });

  test('cover every hostile kind', () => {
    expect(hostileKinds.length).toBe(6);
  });

  test('do not reveal the master’s path', async () => {
    const path = await generateMaster('text');
    const error: unknown = await openMaster(path).catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toContain('test-masters');
    expect(error).toMatchObject({ publicDetail: expect.not.stringContaining('/') });
  });
});

test('LPCM that begins later than the picture of a programme stream is as late in its copy', async () => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=352x288:r=25:d=2'];
  const late = ['-itsoffset', '0.4', '-f', 'lavfi', '-i', 'sine=r=48000:d=1.6'];
  const recipe = [...picture, ...late, '-c:v', 'mpeg2video', '-c:a', 'pcm_dvd', '-ac', '2', '-f', 'vob'];
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
  const path = await cachedMaster({ name: 'late-lpcm', extension: 'vob', recipe, write });
  await withMaster(path, async ({ index: { video, audio } }) => {
    const seconds = audio[0]!.start / audio[0]!.timescale - video!.start / video!.timescale;
    expect(seconds).toBeCloseTo(0.4, 3);
  });
});
