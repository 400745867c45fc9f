/** Masters with text of every kind of track that is read as text, and the cues that a player shows of each. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pairsOf } from '../../../support/captions/caption-cues.js';
import { withCaptionTrack } from '../../../support/captions/caption-track.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { generateMaster } from '../../../support/masters.js';
import { teletextStream } from '../../../support/teletext/teletext-stream.js';
import { boxed } from '../../../support/teletext/write-teletext.js';
import { EMBEDDED_CUES, EMBEDDED_TEXT, type ShownCue } from './text-files.js';

export interface EmbeddedText {
  readonly asset: string;
  /** The master's file. */
  readonly name: string;
  readonly path: string;
  readonly language: string;
  readonly cues: readonly ShownCue[];
}

/** By asset, for tests that are named before the masters are made. */
export const EMBEDDED_KINDS = ['subrip', 'ass', 'webvtt', 'tx3g', 'ttml', 'teletext', 'captions'] as const;

/** How ffmpeg writes each into its file. */
const WRITTEN = {
  'subrip.mkv': ['-c:s', 'srt'],
  'ass.mkv': ['-c:s', 'ass'],
  'webvtt.mkv': ['-c:s', 'webvtt'],
  'tx3g.mp4': ['-c:s', 'mov_text'],
  'ttml.mp4': ['-c:s', 'ttml'],
} as const;

/** ASS counts in hundredths of a second. */
const hundredths = (ms: number) => 10 * Math.round(ms / 10);

/** Frames a second of the film, and of the captions. */
const RATE = 24;

/** `Grüße & <Köln>`, in the German places of the character set. */
const TELETEXT = 'Gr}~e & <K|ln>';
const TELETEXT_CUES: readonly ShownCue[] = [{ start: 1001, end: 4002, text: 'Grüße & <Köln>' }];

/** Without audio, whose priming would move all of them. */
export async function embeddedTexts(folder: string): Promise<readonly EmbeddedText[]> {
  await mkdir(folder, { recursive: true });
  const text = join(folder, 'embedded.srt');
  await writeFile(text, EMBEDDED_TEXT);
  const made: EmbeddedText[] = [];
  for (const [name, codec] of Object.entries(WRITTEN)) {
    const path = await muxed(join(folder, name), text, ...codec);
    const cues = name.startsWith('ass')
      ? EMBEDDED_CUES.map(({ start, end, ...cue }) => ({
          ...cue,
          start: hundredths(start),
          end: hundredths(end),
        }))
      : EMBEDDED_CUES;
    made.push({ asset: assetOf(name), name, path, language: 'de', cues });
  }
  return [...made, await withTeletext(folder), await withCaptions(folder)];
}

/** The film with a text as its second stream. */
async function muxed(path: string, text: string, ...codec: readonly string[]): Promise<string> {
  const inputs = ['-i', await generateMaster('h264-24-gop2'), '-i', text, '-map', '0:v', '-map', '1:s'];
  const language = ['-metadata:s:s:0', 'language=ger'];
  await runToolOrFail('ffmpeg', ['-y', '-v', 'error', ...inputs, ...language, '-c', 'copy', ...codec, path]);
  return path;
}

async function withTeletext(folder: string): Promise<EmbeddedText> {
  const page = { page: '150', nationalOption: 1 };
  const units = [
    { pts: 0, pages: [page] },
    ...TELETEXT_CUES.flatMap(({ start, end }) => [
      { pts: 90 * start, pages: [{ ...page, rows: { 20: boxed(TELETEXT) } }] },
      { pts: 90 * end, pages: [page] },
    ]),
  ];
  const alone = join(folder, 'alone.ts');
  await writeFile(alone, teletextStream(units, [{ language: 'ger', type: 2, page: '150' }]));
  const path = await muxed(join(folder, 'teletext.ts'), alone, '-c:s', 'copy');
  return { asset: 'teletext', name: 'teletext.ts', path, language: 'de', cues: TELETEXT_CUES };
}

/** A movie with a caption track, in which a caption is shown from one frame to another. */
async function withCaptions(folder: string): Promise<EmbeddedText> {
  const plain = join(folder, 'plain.mov');
  const video = ['-i', await generateMaster('h264-24-gop2'), '-map', '0:v', '-c', 'copy'];
  await runToolOrFail('ffmpeg', ['-y', '-v', 'error', ...video, plain]);
  const pairs = pairsOf([{ text: 'A CAPTION', firstFrame: 30, endFrame: 72 }], 1, 12 * RATE);
  const path = join(folder, 'captions.mov');
  await writeFile(path, withCaptionTrack(await readFile(plain), { rate: RATE, fields: [pairs] }));
  const cues = [{ start: 1250, end: 3000, text: 'A CAPTION' }];
  return { asset: 'captions', name: 'captions.mov', path, language: 'en', cues };
}

function assetOf(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}
