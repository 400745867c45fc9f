/** The files from which ffmpeg draws the text of one segment: a folder that it may read and nothing else is in. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { subtitleFile, type WrittenSubtitle } from '../../matroska/index.js';
import type { FfmpegCommand } from '../ffmpeg/process.js';
import type { BurnSource } from './burn.js';
import { burnTooLarge } from './burn-too-large.js';
import { burnableCodecId } from './burnable.js';
import { type FontFile, readFonts } from './font-files.js';
import { clearingSet, compositionSize } from './presentation-graphics.js';
import { shownSamples, type TimeRange } from './shown-samples.js';

export interface BurnFiles {
  /** Absolute. */
  readonly folder: string;
  /** Of the same folder. */
  readonly subtitles: string;
  /** Bitmaps: the size of the video that they were made for. Absent for text. */
  readonly canvas?: { readonly width: number; readonly height: number };
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
const SUBTITLES_NAME = 'subtitles.mkv';
const FONTS_NAME = 'fonts';
const FONT_CONFIGURATION_NAME = 'fonts.conf';

/** So that ffmpeg, which runs as another user, finds what it is told of, and no other user lists the folder. */
const TRAVERSABLE = 0o711;
const READABLE = { mode: 0o644 } as const;

/**
 * Writes the files for a range of the presentation, and removes them when `use` has settled; without any where nothing
 * is shown. Returns its result.
 * @throws OnplayError `burn_too_large`; what reading the master, writing and `use` throw.
 */
export async function withBurnFiles<T>(
  burn: BurnSource,
  range: TimeRange,
  { standIns, scratchFolder }: BurnPlace,
  use: (files?: BurnFiles) => Promise<T>,
): Promise<T> {
  const { track, attachments, source } = burn;
  const samples = await shownSamples(track, range, source);
  if (samples.length === 0) return use();
  const canvas = track.format.kind === 'bitmap' ? canvasOf(samples) : undefined;
  await mkdir(scratchFolder, { recursive: true, mode: TRAVERSABLE });
  const folder = await mkdtemp(join(scratchFolder, 'text-'));
  try {
    await chmod(folder, TRAVERSABLE);
    const subtitles = join(folder, SUBTITLES_NAME);
    const format = { codecId: burnableCodecId(track)!, codecPrivate: track.configuration };
    await writeFile(
      subtitles,
      subtitleFile(format, canvas ? afterNothing(samples, canvas) : samples),
      READABLE,
    );
    if (!canvas) await writeFonts(folder, [...(await readFonts(attachments, source)), ...standIns]);
    return await use({ folder, subtitles, ...(canvas && { canvas }) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
function canvasOf(samples: readonly WrittenSubtitle[]): Required<BurnFiles>['canvas'] {
  const sizes = samples.flatMap(({ bytes }) => compositionSize(bytes) ?? []);
  const [canvas] = sizes;
  const isTooLarge = sizes.some(({ width, height }) => width * height > MAX_CANVAS_PIXELS);
  if (!canvas || isTooLarge || canvas.width * canvas.height === 0) throw burnTooLarge();
  return canvas;
}

/** With one that shows nothing before all others: ffmpeg shows an empty frame at the time of the first. */
function afterNothing(
  samples: readonly WrittenSubtitle[],
  canvas: Required<BurnFiles>['canvas'],
): readonly WrittenSubtitle[] {
  const start = samples[0]!.start - 1;
  return start < 0 ? samples : [{ start, duration: 1, bytes: clearingSet(canvas) }, ...samples];
}

/** What ffmpeg needs to draw from the files: access to them, and no fonts but these. */
export function burnAccess({ folder }: BurnFiles): Pick<FfmpegCommand, 'readable' | 'environment'> {
  return { readable: folder, environment: { FONTCONFIG_FILE: join(folder, FONT_CONFIGURATION_NAME) } };
}
