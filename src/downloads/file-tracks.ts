/** The tracks of a file: of media, from the init segments of its renditions, and of text. */
import { cutText, readTrack, type TimedText, textTrack } from '../packager/index.js';
import {
  type BackgroundSegments,
  type Downloader,
  type FileTexts,
  fetchSegment,
  fetchText,
} from './fetch-segment.js';
import type { FileContents } from './file-layout.js';
import { type MediaVariant, storedSegment } from './segment-order.js';
import { trackStart } from './track-start.js';

/** In the order of the variants. Players present the first of each kind by default. @throws as `fetchSegment`. */
export async function fileTracks(
  variants: readonly MediaVariant[],
  segments: BackgroundSegments,
  downloader: Downloader,
) {
  const inits = variants.map((variant) => fetchSegment(segments, storedSegment(variant, 'init'), downloader));
  const tracks = (await Promise.all(inits)).map(readTrack);
  const firstOfKind = (kind: string) => tracks.findIndex((track) => track.kind === kind);
  return tracks.map((track, i) => {
    const { skipped } = trackStart(variants[i]!);
    return { ...track, enabled: i === firstOfKind(track.kind), ...(skipped > 0 && { skipped }) };
  });
}

/** The tracks of text. Players present the first by default, as it was asked for. */
export function textTracks({ variants, text }: FileContents) {
  const { width, height } = sizeOf(variants);
  return text.map(({ language, name, forced }, i) => ({
    ...textTrack({ width, height, language, name, isForced: forced }),
    enabled: i === 0,
  }));
}

function sizeOf(variants: FileContents['variants']): { readonly width: number; readonly height: number } {
  for (const { rendition } of variants) if (rendition.kind === 'video') return rendition;
  return { width: 0, height: 0 };
}

/** All of each text, one after the other: they are in memory while the file is sent. @throws as `fetchText`. */
export async function fileTexts(
  { asset, text }: FileContents,
  texts: FileTexts,
  downloader: Downloader,
): Promise<readonly TimedText[]> {
  const { clip, presentation } = asset;
  const read: TimedText[] = [];
  for (const rendition of text) {
    const whole = await fetchText(texts, { asset: clip?.whole ?? asset, rendition }, downloader);
    read.push(clip ? cutText(whole, presentation.start ?? 0, presentation.seconds) : whole);
  }
  return read;
}

/** The timescale of the movie, in which tracks are as long as in their own as nearly as may be. */
export function movieTimescale(tracks: readonly { readonly timescale: number }[]): number {
  return Math.max(...tracks.map(({ timescale }) => timescale));
}
