/** The files from which ffmpeg draws the text of one segment. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegCommand } from '../ffmpeg/process.js';
import { READABLE, withScratchFolder } from '../ffmpeg/scratch-folder.js';
import type { BitmapFormat, Canvas } from './bitmaps/bitmap-format.js';
import type { BurnSource } from './burn.js';
import { burnTooLarge } from './burn-too-large.js';
import { bitmapFormatOf } from './burnable.js';
import { type FontFile, readFonts } from './font-files.js';
import { type ShownSample, shownSamples, type TimeRange } from './shown-samples.js';
import { bitmapFile, textFile } from './subtitle-file.js';
import { textSource } from './text-source.js';

export interface BurnFiles {
  /** Absolute. */
  readonly folder: string;
  /** Of the same folder. */
  readonly subtitles: string;
  /** By how many milliseconds times are later in it than in the presentation. */
  readonly leadMs: number;
  /** Bitmaps: the size of the video that they were made for. Absent for text. */
  readonly canvas?: Canvas;
  /** Of text that is drawn beside marks: the folder with the fonts that it alone is drawn with. Else its fonts are those of the process. */
  readonly ownFonts?: string;
}

/** Where the files are written, and what they have beside what is in the master. */
export interface BurnPlace {
  /** Absolute. Each segment has a folder in it. */
  readonly scratchFolder: string;
  /** For text. */
  readonly standIns: readonly FontFile[];
}

/** More than the largest of discs; each pixel takes four bytes, several times. */
const MAX_CANVAS_PIXELS = 4096 * 2304;
/** Any, so that there is a time before the first bitmap. */
const BITMAP_LEAD_MS = 1000;
const FONTS_NAME = 'fonts';
const FONT_CONFIGURATION_NAME = 'fonts.conf';

/**
 * Writes the files for a range of the presentation, and removes them when `use` has settled; without any where nothing
 * is shown. Returns its result.
 * @param signal ends the reading of the master.
 * @throws OnplayError `burn_too_large`, `encode_cancelled`; what reading the master, writing and `use` throw.
 */
export async function withBurnFiles<T>(
  burn: BurnSource,
  range: TimeRange,
  { standIns, scratchFolder, signal }: BurnPlace & { readonly signal: AbortSignal },
  use: (files?: BurnFiles) => Promise<T>,
): Promise<T> {
  const { track, source } = burn;
  const samples = await shownSamples(track, range, textSource(source, signal));
  if (samples.length === 0) return use();
  const bitmaps = bitmapFormatOf(track);
  const canvas = bitmaps && canvasOf(bitmaps, burn, samples);
  const leadMs = bitmaps ? BITMAP_LEAD_MS : 0;
  const file =
    bitmaps && canvas ? bitmapFile(track, samples, { bitmaps, canvas, leadMs }) : textFile(track, samples);
  const fonts = bitmaps ? undefined : [...(await ownFonts(burn)), ...standIns];
  return withScratchFolder(scratchFolder, 'text-', async (folder) => {
    const files = await writeTextFiles(folder, { ...file, ...(fonts && { fonts }) });
    return use({ ...files, leadMs, ...(canvas && { canvas }) });
  });
}

/** A file of subtitles. */
interface TextFiles {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Text is drawn with these and no others; absent for bitmaps. */
  readonly fonts?: readonly FontFile[];
}

/** Writes what text is drawn from into a folder that ffmpeg may read. @throws what writing throws. */
export async function writeTextFiles(folder: string, { name, bytes, fonts }: TextFiles): Promise<BurnFiles> {
  const subtitles = join(folder, name);
  await writeFile(subtitles, bytes, READABLE);
  if (fonts) await writeFonts(folder, fonts);
  return { folder, subtitles, leadMs: 0 };
}

async function ownFonts({
  attachments,
  attachmentSource,
  onFontsLeftOut,
}: BurnSource): Promise<readonly FontFile[]> {
  const { fonts, areIncomplete } = await readFonts(attachments, attachmentSource);
  if (areIncomplete) onFontsLeftOut?.();
  return fonts;
}

async function writeFonts(folder: string, fonts: readonly FontFile[]): Promise<void> {
  const own = join(folder, FONTS_NAME);
  await mkdir(own, { mode: 0o755 });
  for (const [i, { bytes, extension }] of fonts.entries())
    await writeFile(join(own, `${i}.${extension}`), bytes, READABLE);
  const configuration = `<?xml version="1.0"?><fontconfig><dir>${escapedText(own)}</dir></fontconfig>`;
  await writeFile(join(folder, FONT_CONFIGURATION_NAME), configuration, READABLE);
}

/** A path as text of XML. */
function escapedText(path: string): string {
  return path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The size of the video that bitmaps were made for. @throws OnplayError `burn_too_large`. */
function canvasOf(bitmaps: BitmapFormat, { track }: BurnSource, samples: readonly ShownSample[]): Canvas {
  const canvas = bitmaps.canvas(
    track,
    samples.map(({ bytes }) => bytes),
  );
  const pixels = canvas ? canvas.width * canvas.height : 0;
  if (!canvas || pixels === 0 || pixels > MAX_CANVAS_PIXELS) throw burnTooLarge();
  return canvas;
}

/** The same text, whose fonts are given to it alone. */
export function withOwnFonts(files: BurnFiles): BurnFiles {
  return files.canvas ? files : { ...files, ownFonts: join(files.folder, FONTS_NAME) };
}

/**
 * What ffmpeg needs to draw from files: access to them, and no fonts but these.
 * @param drawn one after the other; the folder of each lies in that of the first. The fonts are those of the last text, but for `ownFonts`.
 * @param beside a folder of what else is drawn, which lies in that of the first too, if there is any.
 */
export function burnAccess(
  drawn: readonly Pick<BurnFiles, 'folder'>[],
  beside?: string,
): Pick<FfmpegCommand, 'readable' | 'environment'> {
  const readable = drawn[0]?.folder ?? beside;
  const last = drawn.at(-1);
  if (readable === undefined) return {};
  if (!last) return { readable };
  return { readable, environment: { FONTCONFIG_FILE: join(last.folder, FONT_CONFIGURATION_NAME) } };
}
