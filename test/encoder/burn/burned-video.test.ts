/** Text burned into segments looks as in a one-pass encode with the same filter, in the same frames. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { burnedRendition } from '../../../src/encoder/burn/burned-rendition.js';
import { readStandInFonts } from '../../../src/encoder/burn/stand-in-fonts.js';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video-segment.js';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import { SUBTITLED, subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { type MasterUnderTest, never, withMaster } from '../produce/support/master-under-test.js';

/** Luma of the frames of a rendition, by ffmpeg in one pass. */
function onePass(
  inputs: readonly string[],
  { width, height }: VideoRendition,
  filters: string,
): Promise<Uint8Array[]> {
  const input = ['-v', 'error', '-copyts', ...inputs.flatMap((path) => ['-i', path])];
  // What comes later is the last frame again, while bitmaps still change.
  const count = SUBTITLED.rate * SUBTITLED.seconds;
  const output = [
    '-map',
    '[out]',
    '-fps_mode',
    'passthrough',
    '-frames:v',
    `${count}`,
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  return frames(runToolOrFail('ffmpeg', [...input, '-filter_complex', filters, ...output]), width * height);
}

async function frames(planes: Promise<Buffer>, size: number): Promise<Uint8Array[]> {
  const bytes = await planes;
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

async function burned(
  master: MasterUnderTest,
  rendition: VideoRendition,
  trackId: number,
): Promise<Uint8Array[]> {
  const { index, map, source } = master;
  const settings = { ...master.settings, standInFonts: await readStandInFonts() };
  const track = index.text.find(({ id }) => id === trackId)!;
  const treated = burnedRendition(
    { ...rendition, crf: 6, level: 52, maxBitrate: 40_000_000, bufferSize: 40_000_000 },
    track,
    settings.standInFonts.id,
  );
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [treated], never);
  const burnSource = { track, attachments: index.attachments, source: source(track.file) };
  const parts = [videoInit(treated, parameterSets)];
  for (let segment = 0; segment < map.videoCount; segment++) {
    const request = { track: index.video!, map, rendition: treated, segment, parameterSets, burnSource };
    parts.push((await encodeVideoSegment(settings, request, source(index.video!.file), never)).bytes);
  }
  const args = [
    '-v',
    'error',
    '-i',
    'pipe:0',
    '-fps_mode',
    'passthrough',
    '-vf',
    'format=gray',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const input = Buffer.concat(parts);
  return frames(runToolOrFail('ffmpeg', args, { input }), treated.width * treated.height);
}

/** The lower third, where the text is. */
function atTheText(all: readonly Uint8Array[], { height }: VideoRendition): Uint8Array[] {
  return all.map((frame) => frame.subarray(Math.floor((frame.length / height) * Math.floor(height * 0.6))));
}

const SCALING = 'flags=bicubic+accurate_rnd+bitexact';

/** Scaled, drawn on, and then its luma. */
function filters(kind: 'ASS' | 'PGS', path: string, { width, height }: VideoRendition): string {
  const scale = `scale=${width}:${height}:${SCALING}`;
  const video = `[0:v]${scale},format=yuv420p`;
  const luma = 'format=yuv420p,format=gray[out]';
  if (kind === 'ASS') return `${video},subtitles=filename=${path}:si=0,${luma}`;
  return `${video}[v];[1:s]${scale}[s];[v][s]overlay,${luma}`;
}

/** The bitmaps alone: within one file ffmpeg shows them when the next packet of it is read, some frames late. */
async function graphicsOf(path: string, folder: string): Promise<string> {
  const graphics = join(folder, 'graphics.mkv');
  await runToolOrFail('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:s:1', '-c', 'copy', graphics]);
  return graphics;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-burned-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  ['ASS', 0],
  ['PGS', 1],
] as const)('%s', (kind, position) => {
  test('has 40 dB and more at the text, in all frames', async () => {
    const path = await subtitledMaster();
    await withMaster(path, async (master) => {
      const rendition = master.ladder.video[0]!;
      const track = master.index.text[position]!;
      const inputs = kind === 'PGS' ? [path, await graphicsOf(path, folder)] : [path];
      const reference = await onePass(inputs, rendition, filters(kind, path, rendition));
      const unmarked = `[0:v]scale=${rendition.width}:${rendition.height}:${SCALING},format=yuv420p,format=gray[out]`;
      const plain = await onePass([path], rendition, unmarked);
      const drawn = await burned(master, rendition, track.id);
      expect(drawn).toHaveLength(reference.length);
      const [ours, theirs, without] = [drawn, reference, plain].map((all) => atTheText(all, rendition));
      expect(leastPsnr(ours!, theirs!)).toBeGreaterThan(40);
      // The frames with text differ far more from those without.
      expect(leastPsnr(ours!, without!)).toBeLessThan(25);
    });
  });
});
