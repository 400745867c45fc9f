/** Masters with the faults of `faults/`, in other codecs, containers and rates: they play like the same master without the fault. */
import { expect, test } from 'vitest';
import { audioBeforeEncoding, INSTANT } from '../../encoder/produce/support/audio-before-encoding.js';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { type MasterUnderTest, openMaster } from '../../encoder/produce/support/master-under-test.js';
import { coverFirst, id3Tag, lastDuration, laterClock, withStreams } from '../../support/spoils.js';
import { bytes, type Spoil, spoiltMaster } from '../../support/spoilt-masters.js';
import { expectFramesOfFfmpeg, expectSamplesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

const picture = (rate = '25', size = '320x180') => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=3`];
const channel = (pitch: number) => `0.2*sin(2*PI*t*(${pitch}+40*t))+if(lt(mod(t,0.5),0.0005),0.3,0)`;
/** Without noise that depends on everything decoded before. */
function sweep(rate: number, layout: 'mono' | 'stereo' | '5.1' = 'stereo'): readonly string[] {
  const channels = { mono: 1, stereo: 2, '5.1': 6 }[layout];
  const each = Array.from({ length: channels }, (_, i) => channel(200 + 110 * i)).join('|');
  return ['-f', 'lavfi', '-i', `aevalsrc='${each}':c=${layout}:s=${rate}:d=3`];
}

const AAC = ['-c:a', 'aac', '-aac_pns', '0'];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20', '-bf', '2'];
const X265 = [...['-c:v', 'libx265', '-preset', 'ultrafast'], '-x265-params', 'log-level=error:keyint=25'];
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '30'];
const MPEG2 = ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12'];
const BLURAY = ['-mpegts_m2ts_mode', '1'];
const FRAGMENTS = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'];
/** What is decoded to FLAC is stored with 24 bits, of which the reference has no part. */
const ROUNDING = 2;

type Kind = readonly [name: string, extension: string, recipe: readonly string[], spoil: Spoil];
const spoiltOf = ([, extension, recipe, spoil]: Kind) => spoiltMaster({ extension, recipe, spoil });
const before = (...parts: readonly Uint8Array[]): Spoil => bytes((file) => Buffer.concat([...parts, file]));

async function expectLikeWhole(kind: Kind, ...tracks: readonly ('frames' | 'samples')[]): Promise<void> {
  const { whole, spoilt } = await spoiltOf(kind);
  await withShortSegments(spoilt, async (master) => {
    if (tracks.includes('frames')) await expectFramesOfFfmpeg(master, whole);
    if (tracks.includes('samples')) await expectSamplesOfFfmpeg(master, ROUNDING, whole);
  });
}

test.each<Kind>([
  ['FLAC of 96 kHz, a footer', 'flac', [...sweep(96_000), '-c:a', 'flac'], before(id3Tag(4, 300))],
  ['two tags, FLAC', 'flac', [...sweep(44_100), '-c:a', 'flac'], before(id3Tag(3, 9), id3Tag(4, 70_000))],
  ['a large picture, ADTS', 'aac', [...sweep(48_000), ...AAC], before(id3Tag(3, 200_000))],
  ['MP3', 'mp3', [...sweep(44_100), '-c:a', 'libmp3lame', '-id3v2_version', '0'], before(id3Tag(4, 5000))],
])('audio behind an ID3v2 tag: %s', async (...kind) => expectLikeWhole(kind, 'samples'));

test.each<readonly [name: string, extension: string, ...recipe: string[]]>([
  [
    '24 bits and 5.1 of Blu-ray',
    'm2ts',
    ...sweep(48_000, '5.1'),
    '-c:a',
    'pcm_bluray',
    '-sample_fmt',
    's32',
    ...BLURAY,
  ],
  ['96 kHz of Blu-ray', 'm2ts', ...sweep(96_000), '-c:a', 'pcm_bluray', ...BLURAY],
  ['mono of Blu-ray', 'm2ts', ...sweep(48_000, 'mono'), '-c:a', 'pcm_bluray', ...BLURAY],
  ['24 bits of a DVD', 'vob', ...sweep(48_000), '-c:a', 'pcm_dvd', '-sample_fmt', 's32'],
  ['96 kHz of a DVD', 'vob', ...sweep(96_000), '-c:a', 'pcm_dvd'],
  ['mono of a DVD', 'vob', ...sweep(48_000, 'mono'), '-c:a', 'pcm_dvd'],
  ['WMA 1', 'wma', ...sweep(44_100), '-c:a', 'wmav1'],
  ['WMA 2 in mono', 'wma', ...sweep(22_050, 'mono'), '-c:a', 'wmav2', '-b:a', '32k'],
  ['WMA 2 in Matroska', 'mkv', ...sweep(44_100), '-c:a', 'wmav2'],
  ['WMA 2 in AVI', 'avi', ...sweep(44_100), '-c:a', 'wmav2'],
])('audio that MP4 does not hold: %s', async (_, extension, ...recipe) => {
  const unchanged: Spoil = bytes((file) => file);
  await expectLikeWhole(['', extension, recipe, unchanged], 'samples');
});

test.each<Kind>([
  [
    'PNG before HEVC in Matroska',
    'mkv',
    [...picture(), ...sweep(48_000), ...X265, '-c:a', 'flac'],
    coverFirst('png'),
  ],
  [
    'JPEG before MPEG-4 in AVI',
    'avi',
    [...picture(), ...sweep(44_100), '-c:v', 'mpeg4', '-c:a', 'mp3'],
    coverFirst('mjpeg'),
  ],
  [
    'PNG before ProRes in MOV',
    'mov',
    [...picture(), ...sweep(48_000), '-c:v', 'prores_ks', '-c:a', 'pcm_s16le'],
    coverFirst('png'),
  ],
])('a cover that no flag calls one: %s', async (...kind) => expectLikeWhole(kind, 'frames'));

const silent = (streamType: number, pid: number, info = '') => ({
  streamType,
  pid,
  info: Buffer.from(info, 'latin1'),
});
test.each<Kind>([
  [
    ...(['HEVC before MPEG-2', 'ts'] as const),
    [...picture(), ...sweep(48_000), ...MPEG2, ...AAC],
    bytes(withStreams((sent) => [silent(0x24, 0x300), ...sent])),
  ],
  [
    ...(['AAC and MP2 beside MP3, with H.264', 'ts'] as const),
    [...picture('24'), ...sweep(44_100), ...X264, '-c:a', 'libmp3lame'],
    bytes(withStreams((sent) => [...sent, silent(0x0f, 0x300), silent(0x03, 0x301)])),
  ],
  [
    ...(['twenty of AC-3 beside Opus, with HEVC', 'ts'] as const),
    [...picture('30'), ...sweep(48_000), ...X265, '-c:a', 'libopus'],
    bytes(withStreams((sent) => [...sent, ...Array.from({ length: 20 }, (_, i) => silent(0x81, 0x400 + i))])),
  ],
])('a PID that never sends: %s', async (...kind) => expectLikeWhole(kind, 'frames', 'samples'));

test.each<Kind>([
  [
    'MPEG-2 behind noise',
    'ts',
    [...picture(), ...sweep(48_000), ...MPEG2, ...AAC],
    before(Buffer.alloc(1000, 0x99)),
  ],
  [
    'HEVC behind sync bytes',
    'ts',
    [...picture('24'), ...sweep(48_000), ...X265, ...AAC],
    before(Buffer.alloc(500, 0x47)),
  ],
  [
    'H.264 in packets of 192 bytes',
    'm2ts',
    [...picture(), ...sweep(48_000), ...X264, ...AAC, ...BLURAY],
    before(Buffer.alloc(100, 0x47)),
  ],
])('a transport stream that begins within something else: %s', async (...kind) =>
  expectLikeWhole(kind, 'frames', 'samples'),
);

test.each<Kind>([
  [
    'ALAC in MOV',
    'mov',
    [...picture('24'), ...sweep(48_000), ...X265, '-c:a', 'alac'],
    bytes(lastDuration('soun', -4096)),
  ],
  ['AAC', 'mp4', [...picture(), ...sweep(44_100), ...X264, ...AAC], bytes(lastDuration('soun', -1))],
  [
    'Opus',
    'mp4',
    [...picture(), ...sweep(48_000), ...VP9, '-c:a', 'libopus'],
    bytes(lastDuration('soun', -960)),
  ],
])('a last sample of negative duration: %s', async (...kind) => expectLikeWhole(kind, 'frames', 'samples'));

const SINCE_1970 = 1_700_000_000;
test.each<Kind>([
  [
    'HEVC and Opus',
    'mp4',
    [...picture('24'), ...sweep(48_000), ...X265, '-c:a', 'libopus', ...FRAGMENTS],
    bytes(laterClock(SINCE_1970, [12_288, 48_000])),
  ],
  [
    'VP9 and FLAC, of 10 MHz',
    'mp4',
    [
      ...picture(),
      ...sweep(44_100),
      ...VP9,
      '-c:a',
      'flac',
      '-video_track_timescale',
      '10000000',
      ...FRAGMENTS,
    ],
    bytes(laterClock(SINCE_1970, [10_000_000, 44_100])),
  ],
  [
    'AAC alone',
    'mp4',
    [...sweep(48_000), ...AAC, '-frag_duration', '500000', ...FRAGMENTS],
    bytes(laterClock(SINCE_1970, [48_000])),
  ],
])('a clock that counts from 1970: %s', async (...kind) =>
  expectLikeWhole(
    kind,
    ...(kind[2].includes('-c:v') ? (['frames', 'samples'] as const) : (['samples'] as const)),
  ),
);

const CLUSTER = Buffer.of(0x1f, 0x43, 0xb6, 0x75);
/** What is left of a file up to the last of these bytes, and so many more. */
const upTo = (mark: string | Buffer, more: number): Spoil =>
  bytes((file) => file.subarray(0, file.lastIndexOf(mark) + more));
test.each<Kind>([
  [
    'within the header of a cluster',
    'mkv',
    [...picture(), ...sweep(48_000), ...X265, '-c:a', 'flac', '-cluster_time_limit', '900'],
    upTo(CLUSTER, 6),
  ],
  [
    'within the first block of a cluster',
    'webm',
    [...picture(), ...sweep(48_000), ...VP9, '-c:a', 'libopus', '-cluster_time_limit', '900'],
    upTo(CLUSTER, 40),
  ],
  [
    'within the header of a fragment',
    'mp4',
    [...picture(), ...sweep(48_000), ...X264, ...AAC, ...FRAGMENTS],
    upTo('moof', 30),
  ],
  [
    'within a packet',
    'ts',
    [...picture(), ...sweep(48_000), ...MPEG2, ...AAC],
    bytes((file) => file.subarray(0, Math.floor(file.length * 0.7))),
  ],
])('a recording that was cut off %s plays what is whole, and says so', async (...kind) => {
  const { whole, spoilt } = await spoiltOf(kind);
  const master = await openMaster(spoilt);
  try {
    const served = (await fedFrames(master)).flat().map(({ hash }) => hash);
    const all = (await hashFrames(whole)).map(({ hash }) => hash);
    expect(served).toEqual(all.slice(0, served.length));
    expect(served.length).toBeGreaterThan(all.length / 3);
    expect(served.length).toBeLessThan(all.length);
    expect(master.index.missing).toBeDefined();
  } finally {
    await master.close();
  }
});

test.each<readonly [extension: string, ...codecs: string[]]>([
  ['mkv', 'libopus', 'pcm_s24le'],
  ['webm', 'libopus', 'libvorbis'],
  ['mkv', 'flac', 'libopus', 'aac', 'libvorbis'],
  ['mp4', 'libopus', 'aac'],
  ['ts', 'libopus', 'libmp3lame'],
])('in %s, what sounds at once is heard at once in %s and %s', async (extension, ...codecs) => {
  const click = ['-f', 'lavfi', '-i', "aevalsrc='if(gte(t,1.2),0.9*sin(2*PI*6000*t),0)':s=48000:d=3"];
  const maps = ['-map', '0', ...codecs.flatMap((codec, i) => ['-map', '1', `-c:a:${i}`, codec])];
  const film = extension === 'webm' ? VP9 : X264;
  const recipe = [...picture(), ...click, ...maps, ...film];
  const { whole } = await spoiltMaster({ extension, recipe, spoil: bytes((file) => file) });
  await withShortSegments(whole, async (master) => {
    for (const { id } of master.index.audio)
      expect(Math.abs((await clickOf(master, id)) - 1.2)).toBeLessThan(0.001);
    expect(master.index.audio).toHaveLength(codecs.length);
  });
});

/** When the first loud sample of a track is presented, in seconds. */
async function clickOf(master: MasterUnderTest, id: number): Promise<number> {
  const track = master.index.audio.find((each) => each.id === id)!;
  const pcm = await audioBeforeEncoding(master, track);
  let sample = 0;
  while (sample * INSTANT < pcm.length && Math.abs(pcm.readInt16LE(sample * INSTANT)) < 8192) sample++;
  return sample / master.ladder.audio.at(-1)!.sampleRate;
}
