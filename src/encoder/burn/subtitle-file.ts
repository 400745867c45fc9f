/** The file of subtitles that ffmpeg draws from, in a container that ffmpeg reads its codec in. */
import { subtitleFile as matroskaFile, type WrittenSubtitle } from '../../matroska/index.js';
import type { BitmapFormat, Canvas } from './bitmaps/bitmap-format.js';
import type { BurnTrack } from './burn.js';
import { movTextFile } from './mov-text-file.js';
import type { ShownSample } from './shown-samples.js';

interface SubtitleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MATROSKA_NAME = 'subtitles.mkv';
const MOVIE_NAME = 'subtitles.mp4';

/** How Matroska names text that ffmpeg reads in it, and what its blocks have before the bytes of a sample. */
const TEXTS: Readonly<Partial<Record<BurnTrack['format']['codec'], { codecId: string; before?: string }>>> = {
  ass: { codecId: 'S_TEXT/ASS' },
  subrip: { codecId: 'S_TEXT/UTF8' },
  // An empty id, and no settings.
  webvtt: { codecId: 'D_WEBVTT/SUBTITLES', before: '\n\n' },
  webvtt_webm: { codecId: 'D_WEBVTT/SUBTITLES' },
};

/** @throws OnplayError `packaging_impossible`. */
export function textFile(track: BurnTrack, samples: readonly ShownSample[]): SubtitleFile {
  const format = TEXTS[track.format.codec];
  if (!format) return { name: MOVIE_NAME, bytes: movTextFile(track, samples) };
  const { codecId, before = '' } = format;
  const written = samples.map(({ bytes, ...times }) => ({
    ...times,
    bytes: Buffer.concat([Buffer.from(before), bytes]),
  }));
  return {
    name: MATROSKA_NAME,
    bytes: matroskaFile({ codecId, codecPrivate: track.configuration }, written),
  };
}

/**
 * Bitmaps, with a sample that shows nothing before all others: ffmpeg shows an empty frame at the time of the first.
 * @param leadMs by how much all are later in the file, so that there is a time before them.
 */
export function bitmapFile(
  track: BurnTrack,
  samples: readonly ShownSample[],
  {
    bitmaps,
    canvas,
    leadMs,
  }: { readonly bitmaps: BitmapFormat; readonly canvas: Canvas; readonly leadMs: number },
): SubtitleFile {
  const later = samples.map(
    ({ start, duration, bytes }): WrittenSubtitle => ({
      ...{ start: start + leadMs, duration },
      bytes: bitmaps.stored(bytes),
    }),
  );
  const nothing = { start: 0, duration: 1, bytes: bitmaps.nothing(canvas) };
  const format = { codecId: bitmaps.codecId, codecPrivate: bitmaps.codecPrivate(track) };
  return { name: MATROSKA_NAME, bytes: matroskaFile(format, [nothing, ...later]) };
}
