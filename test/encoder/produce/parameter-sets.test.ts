/** The init segment, produced before any segment, has the parameter sets of every segment, whatever the master. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { probe } from '../../support/probe.js';
import { joinVideo } from './support/encode.js';
import { openMaster } from './support/master-under-test.js';

const KINDS: readonly EncodedKind[] = [
  'h264-5994',
  'h264-vfr',
  'rotated-90',
  'mirrored',
  'anamorphic',
  'interlaced',
  'full-range',
  'hevc10-hdr',
  'prores-mov',
  'webm-vp9-opus',
];

/** Masters with one odd property each: encoder options and filters. */
const ODD: Readonly<Record<string, readonly [size: string, filters: string, ...encode: string[]]>> = {
  'odd-size': ['161x121', 'format=yuv444p', '-c:v', 'libx264'],
  'chroma-location': ['320x180', 'format=yuv420p', '-c:v', 'libx264', '-x264-params', 'chromaloc=2'],
  'bt2020-sdr': [
    '320x180',
    'format=yuv420p10le',
    ...['-c:v', 'libx264', '-x264-params', 'colorprim=bt2020:transfer=bt2020-10:colormatrix=bt2020nc'],
  ],
  'hlg-full-range': [
    '320x180',
    'format=yuv420p10le',
    ...[
      '-c:v',
      'libx264',
      '-x264-params',
      'range=pc:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc',
    ],
  ],
  'bt601-525': [
    '360x240',
    'format=yuv420p,setsar=8/9',
    ...['-c:v', 'libx264', '-x264-params', 'colorprim=smpte170m:transfer=smpte170m:colormatrix=smpte170m'],
  ],
  rgb: ['320x180', 'format=bgr0', '-c:v', 'qtrle'],
  'grey-12': ['320x180', 'format=gray12le', '-c:v', 'ffv1'],
  alpha: ['320x180', 'format=yuva444p10le', '-c:v', 'prores_ks', '-profile:v', '4444'],
  tiny: ['16x16', 'format=yuv420p', '-c:v', 'libx264'],
};

function oddMaster(kind: string): Promise<string> {
  const [size, filters, ...encode] = ODD[kind]!;
  const input = ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=25:d=1`, '-vf', filters];
  const words = [...input, ...encode, '-strict', '-2', '-f', 'mov'];
  const write = (partial: string) => runToolOrFail('ffmpeg', [...words, partial]);
  return cachedMaster({ name: `odd-${kind}`, extension: 'mov', recipe: words, write });
}

/** Encodes the first and the last segment of every rendition; the encoder compares each with the init segment. */
async function encodeAll(path: string): Promise<void> {
  const master = await openMaster(path);
  try {
    const last = master.map.videoCount - 1;
    for (const rendition of master.ladder.video) {
      const joined = await joinVideo(master, rendition, new Set([0, last]));
      expect(joined.length).toBeGreaterThan(1000);
    }
  } finally {
    await master.close();
  }
}

test.each(partOf(KINDS))('%s', async (kind) => encodeAll(await generateMaster(kind)));

test.each(partOf(Object.keys(ODD)))('%s', async (kind) => encodeAll(await oddMaster(kind)));

test('the init segment’s boxes and parameter sets agree on size and colour', async () => {
  const master = await openMaster(await oddMaster('hlg-full-range'));
  const rendition = master.ladder.video[0]!;
  const joined = await joinVideo(master, rendition);
  await master.close();
  const folder = await mkdtemp(join(tmpdir(), 'onplay-joined-'));
  const path = join(folder, 'joined.mp4');
  await writeFile(path, joined);
  const [stream] = (await probe(path)).streams;
  await rm(folder, { recursive: true });
  expect(stream).toMatchObject({
    width: rendition.width,
    height: rendition.height,
    pix_fmt: 'yuv420p',
    sample_aspect_ratio: '1:1',
    color_range: 'tv',
    color_primaries: 'bt709',
    color_transfer: 'bt709',
    color_space: 'bt709',
  });
});
