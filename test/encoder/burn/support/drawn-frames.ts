/** The frames of a film with text drawn into them: by ffmpeg in one pass, and as segments have them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BurnSource } from '../../../../src/encoder/burn/burn.js';
import { burnedRendition } from '../../../../src/encoder/burn/burned-rendition.js';
import { readStandInFonts } from '../../../../src/encoder/burn/stand-in-fonts.js';
import { encodeParameterSets, videoInit } from '../../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../../src/encoder/produce/video/video-segment.js';
import type { VideoRendition } from '../../../../src/encoder/rendition.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { type MasterUnderTest, never } from '../../produce/support/master-under-test.js';

const RAW = ['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'];

export interface OnePass {
  readonly inputs: readonly (readonly string[])[];
  /** Whose output `[out]` is luma. */
  readonly filters: string;
  /** How many there are. What comes later is the last one again, while bitmaps still change. */
  readonly frameCount: number;
  /** The only fonts there are. */
  readonly fontFolder: string;
}

/** Luma of all frames of a rendition. */
export async function onePass(
  { inputs, filters, frameCount, fontFolder }: OnePass,
  size: VideoRendition,
): Promise<Uint8Array[]> {
  const input = ['-v', 'error', '-copyts', ...inputs.flat(), '-filter_complex', filters, '-map', '[out]'];
  const env = { ...process.env, FONTCONFIG_FILE: join(fontFolder, 'fonts.conf') } as Record<string, string>;
  return frames(runToolOrFail('ffmpeg', [...input, '-frames:v', `${frameCount}`, ...RAW], { env }), size);
}

/** A folder of the fonts that segments are drawn with, as fontconfig reads it. */
export async function fontFolder(folder: string): Promise<string> {
  const own = join(folder, 'fonts');
  await mkdir(own, { recursive: true });
  const { files } = await readStandInFonts();
  for (const [i, { bytes, extension }] of files.entries())
    await writeFile(join(own, `${i}.${extension}`), bytes);
  await writeFile(join(own, 'fonts.conf'), `<fontconfig><dir>${own}</dir></fontconfig>`);
  return own;
}

/** A text with which to treat a rendition. */
export type BurnedTrack = Pick<BurnSource, 'track' | 'source'>;

/** Luma of all frames of all segments, joined. */
export async function burnedFrames(
  { index, map, settings: own, source }: MasterUnderTest,
  rendition: VideoRendition,
  { track, source: textSource }: BurnedTrack,
): Promise<Uint8Array[]> {
  const settings = { ...own, standInFonts: await readStandInFonts() };
  const fine = { ...rendition, crf: 6, level: 52, maxBitrate: 40_000_000, bufferSize: 40_000_000 };
  const text = { suffix: '1', source: { kind: 'track', trackId: 1 }, format: track.format } as const;
  const treated = burnedRendition(fine, text, settings.standInFonts.id);
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [treated], never);
  const fonts = { attachments: index.attachments, attachmentSource: source(0) };
  const burnSource = { track, source: textSource, ...fonts };
  const parts = [videoInit(treated, parameterSets)];
  for (let segment = 0; segment < map.videoCount; segment++) {
    const request = { track: index.video!, map, rendition: treated, segment, parameterSets, burnSource };
    parts.push((await encodeVideoSegment(settings, request, source(index.video!.file), never)).bytes);
  }
  const args = ['-v', 'error', '-i', 'pipe:0', '-vf', 'format=gray', ...RAW];
  return frames(runToolOrFail('ffmpeg', args, { input: Buffer.concat(parts) }), treated);
}

async function frames(
  planes: Promise<Buffer>,
  { width, height }: Pick<VideoRendition, 'width' | 'height'>,
): Promise<Uint8Array[]> {
  const bytes = await planes;
  const size = width * height;
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
