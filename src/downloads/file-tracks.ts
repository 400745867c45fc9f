/** The tracks of a file, from the init segments of its renditions. */
import type { Variant } from '../assets/index.js';
import { readTrack } from '../packager/index.js';
import { segmentRef } from '../segments/index.js';
import { type BackgroundSegments, type Downloader, fetchSegment } from './fetch-segment.js';

/** In the order of the variants. Players present the first of each kind by default. @throws as `fetchSegment`. */
export async function fileTracks(
  variants: readonly Variant[],
  segments: BackgroundSegments,
  downloader: Downloader,
) {
  const inits = variants.map((variant) => fetchSegment(segments, segmentRef(variant, 'init'), downloader));
  const tracks = (await Promise.all(inits)).map(readTrack);
  const firstOfKind = (kind: string) => tracks.findIndex((track) => track.kind === kind);
  return tracks.map((track, i) => ({ ...track, enabled: i === firstOfKind(track.kind) }));
}

/** The timescale of the movie, in which tracks are as long as in their own as nearly as may be. */
export function movieTimescale(tracks: readonly { readonly timescale: number }[]): number {
  return Math.max(...tracks.map(({ timescale }) => timescale));
}
