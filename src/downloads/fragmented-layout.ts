/** A file whose segments stay fragments, so that it can be sent while they are produced. */
import { type Asset, segmentCount } from '../assets/index.js';
import {
  fragmentedFileHeader,
  fragmentedFileIndex,
  fragmentedFileIndexSize,
  fragmentOf,
  fragmentSize,
} from '../packager/index.js';
import type { BackgroundSegments } from './fetch-segment.js';
import type { FileLayout } from './file-layout.js';
import { fileTracks, movieTimescale } from './file-tracks.js';
import type { MediaVariant, SegmentOrder } from './segment-order.js';

/** @param order of the segments in the file. */
export function fragmentedLayout(
  { presentation }: Asset,
  variants: readonly MediaVariant[],
  order: SegmentOrder,
  segments: BackgroundSegments,
): FileLayout {
  return {
    name: 'fragmented 1',
    async head(downloader) {
      const tracks = await fileTracks(variants, segments, downloader);
      const timescale = movieTimescale(tracks);
      const duration = Math.round(presentation.seconds * timescale);
      return { header: fragmentedFileHeader({ timescale, duration, tracks }) };
    },
    sizeOf: fragmentSize,
    write: (segment, { trackId }, part) => fragmentOf(segment, { trackId, sequenceNumber: part }),
    tailBytes: fragmentedFileIndexSize(variants.map(segmentCount)),
    tail: (sizes) => indexOf(variants, order, sizes),
  };
}

function indexOf(variants: readonly MediaVariant[], order: SegmentOrder, sizes: Float64Array): Uint8Array {
  const points = variants.map((): { time: number; moofOffset: number }[] => []);
  let moofOffset = sizes[0]!;
  let part = 0;
  for (const { variant, trackId, segment } of order) {
    points[trackId - 1]!.push({ time: startOf(variant, segment), moofOffset });
    moofOffset += sizes[++part]!;
  }
  return fragmentedFileIndex(points);
}

/** When the first sample of a segment is presented, before the edit list takes off the composition delay. */
function startOf({ asset, rendition }: MediaVariant, segment: number): number {
  const delay = rendition.kind === 'video' ? rendition.compositionDelay : 0;
  return asset.presentation.of(rendition).timeline.boundaries[segment]! + delay;
}
