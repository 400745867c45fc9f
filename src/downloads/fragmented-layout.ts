/** A file whose segments stay fragments, so that it can be sent while they are produced. */
import { segmentCount } from '../assets/index.js';
import {
  fragmentedFileHeader,
  fragmentedFileIndex,
  fragmentedFileIndexSize,
  fragmentOf,
  fragmentSize,
} from '../packager/index.js';
import type { FileSources } from './fetch-segment.js';
import type { FileContents, FileLayout } from './file-layout.js';
import { fileTexts, fileTracks, movieTimescale, textTracks } from './file-tracks.js';
import type { MediaVariant, SegmentOrder } from './segment-order.js';
import { trackStart } from './track-start.js';

/** All text is in the header. */
export function fragmentedLayout(contents: FileContents, { segments, texts }: FileSources): FileLayout {
  const { asset, variants, order } = contents;
  return {
    name: 'fragmented 2',
    async head(downloader) {
      const tracks = await fileTracks(variants, segments, downloader);
      const timescale = movieTimescale(tracks);
      const duration = Math.round(asset.presentation.seconds * timescale);
      const timed = await fileTexts(contents, texts, downloader);
      const withText = textTracks(contents).map((track, i) => ({ track, text: timed[i]! }));
      return { header: fragmentedFileHeader({ timescale, duration, tracks }, withText) };
    },
    sizeOf: fragmentSize,
    write: (segment, { variant, trackId }, part) =>
      fragmentOf(segment, { trackId, sequenceNumber: part, earlier: trackStart(variant).earlier }),
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
function startOf(variant: MediaVariant, segment: number): number {
  const { asset, rendition } = variant;
  const delay = rendition.kind === 'video' ? rendition.compositionDelay : 0;
  const { boundaries } = asset.presentation.of(rendition).timeline;
  return boundaries[segment]! - trackStart(variant).earlier + delay;
}
