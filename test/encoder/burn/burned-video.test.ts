/** Text burned into segments looks as in a one-pass encode with the same filter, in the same frames. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inMemory } from '../../../src/encoder/feed/samples-in-memory.js';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import { type BurnMasterKind, burnMaster, SIDECAR_TEXTS } from '../../support/burn/burn-masters.js';
import {
  assScript,
  subtitledMaster,
  subtitledTransportMaster,
} from '../../support/burn/subtitled-masters.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { partOf } from '../../support/part-of.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { type MasterUnderTest, withMaster } from '../produce/support/master-under-test.js';
import { type BurnedTrack, burnedFrames, fontFolder, onePass } from './support/drawn-frames.js';
import { cuesOf, textFile } from './support/text-file.js';

const SCALING = 'flags=bicubic+accurate_rnd+bitexact';
const LUMA = 'format=yuv420p,format=gray[out]';

/** Scaled; what is drawn comes after it. */
function scaled({ width, height }: VideoRendition): string {
  return `scale=${width}:${height}:${SCALING}`;
}

let folder: string;
let fonts: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-burned-'));
  fonts = await fontFolder(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** What ffmpeg draws in one pass: from a file, text with a filter, bitmaps as a second input. */
type Drawing = { readonly text: string; readonly option?: string } | { readonly bitmaps: readonly string[] };

async function expectAsOnePass(
  path: string,
  drawing: Drawing,
  trackOf: (master: MasterUnderTest) => BurnedTrack,
): Promise<void> {
  await withMaster(path, async (master) => {
    const rendition = master.ladder.video[0]!;
    // Transport streams begin later than at 0.
    const video = `[0:v]setpts=PTS-STARTPTS,${scaled(rendition)},format=yuv420p`;
    const drawn =
      'text' in drawing
        ? {
            inputs: [],
            filters: `${video},subtitles=filename=${drawing.text}${drawing.option ?? ''},${LUMA}`,
          }
        : {
            inputs: [drawing.bitmaps],
            filters: `${video}[v];[1:s]${scaled(rendition)}[s];[v][s]overlay,${LUMA}`,
          };
    const film = ['-i', path];
    const common = { frameCount: master.index.video!.frames.length, fontFolder: fonts };
    const reference = await onePass({ ...drawn, ...common, inputs: [film, ...drawn.inputs] }, rendition);
    const plain = await onePass({ inputs: [film], filters: `${video},${LUMA}`, ...common }, rendition);
    const ours = await burnedFrames(master, rendition, trackOf(master));
    expect(ours).toHaveLength(reference.length);
    const atText = (all: readonly Uint8Array[]) => atTheText(all, rendition);
    expect(leastPsnr(atText(ours), atText(reference))).toBeGreaterThan(40);
    // The frames with text differ far more from those without.
    expect(leastPsnr(atText(ours), atText(plain))).toBeLessThan(25);
  });
}

/** The lower third, where the text is. */
function atTheText(all: readonly Uint8Array[], { height }: VideoRendition): Uint8Array[] {
  return all.map((frame) => frame.subarray(Math.floor((frame.length / height) * Math.floor(height * 0.6))));
}

function trackAt(position: number): (master: MasterUnderTest) => BurnedTrack {
  return ({ index, source }) => {
    const track = index.text[position]!;
    return { track, source: source(track.file) };
  };
}

/** The bitmaps alone, at their times from the first frame on: within one file ffmpeg shows them when the next packet of it is read, some frames late. */
async function bitmapsOf(path: string, position: number): Promise<string> {
  const alone = join(folder, 'bitmaps.mkv');
  const entry = ['-v', 'error', '-show_entries', 'format=start_time', '-of', 'csv=p=0', path];
  const start = Number((await runToolOrFail('ffprobe', entry)).toString().trim());
  const copy = ['-map', `0:s:${position}`, '-c', 'copy', '-output_ts_offset', `${-start}`, alone];
  await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-copyts', '-i', path, ...copy]);
  return alone;
}

describe('has 40 dB and more at the text, in all frames:', () => {
  test('ASS in Matroska', async () => {
    const path = await subtitledMaster();
    await expectAsOnePass(path, { text: path, option: ':si=0' }, trackAt(0));
  });

  test('PGS in Matroska', async () => {
    const path = await subtitledMaster();
    await expectAsOnePass(path, { bitmaps: ['-i', await bitmapsOf(path, 1)] }, trackAt(1));
  });

  test('PGS in a transport stream', async () => {
    const path = await subtitledTransportMaster();
    await expectAsOnePass(path, { bitmaps: ['-i', await bitmapsOf(path, 0)] }, trackAt(0));
  });

  test.each<BurnMasterKind>(['SubRip in Matroska', 'WebVTT in WebM', 'tx3g in MP4'])('%s', async (kind) => {
    const path = await burnMaster(kind);
    await expectAsOnePass(path, { text: path }, trackAt(0));
  });

  test.each<BurnMasterKind>([
    ...(['VobSub in Matroska', 'VobSub in MP4', 'DVB in Matroska'] as const),
    ...(['DVB in MPEG-TS', 'PGS in m2ts'] as const),
  ])('%s', async (kind) => {
    const path = await burnMaster(kind);
    const input = ['-canvas_size', '720x576', '-i', await bitmapsOf(path, 0)];
    await expectAsOnePass(path, { bitmaps: input }, trackAt(0));
  });

  test('TTML in MP4', async () => {
    const path = await burnMaster('TTML in MP4');
    const file = join(folder, 'film.srt');
    // ffmpeg writes no italics into TTML.
    await writeFile(file, SIDECAR_TEXTS.srt.replaceAll(/<\/?i>/g, ''));
    let whole: BurnedTrack | undefined;
    await withMaster(path, async ({ index, source }) => {
      whole = await cuesOf(index.text[0]!, source(0));
    });
    await expectAsOnePass(path, { text: file }, () => whole!);
  });

  test.each(
    partOf([
      ['srt', SIDECAR_TEXTS.srt],
      ['vtt', SIDECAR_TEXTS.vtt],
      ['ass', assScript()],
    ]),
  )('a file beside the master: %s', async (extension, text) => {
    const file = join(folder, `film.de.${extension}`);
    await writeFile(file, text);
    const { track, bytes } = textFile(text);
    const beside = () => ({ track, source: inMemory(bytes) });
    await expectAsOnePass(await burnMaster('SubRip in Matroska'), { text: file }, beside);
  });
});
