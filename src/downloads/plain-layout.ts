/** A file with the tables of all samples in front, for renditions whose samples are the master's own. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Asset, assetForSegment, completed, tracksOf } from '../assets/index.js';
import { producerOf } from '../encoder/index.js';
import { dataOf, PlainFile, type SegmentSamples, samplesOf, textSamples } from '../packager/index.js';
import { type BackgroundSegments, type Downloader, type FileSources, fetchSegment } from './fetch-segment.js';
import type { FileContents, FileLayout } from './file-layout.js';
import { fileTexts, fileTracks, movieTimescale, textTracks } from './file-tracks.js';
import { type MediaVariant, type OrderedSegment, storedSegment } from './segment-order.js';
import { trackStart } from './track-start.js';

/** Segments between two turns of the event loop: some ten milliseconds. */
const SEGMENTS_AT_ONCE = 100;

/** Whether a file of these renditions can be plain: what each contains is known before anything is produced. */
export function canBePlain(asset: Asset, variants: readonly MediaVariant[]): boolean {
  return variants.every(({ rendition }) => {
    const { samples, track } = producerOf(rendition);
    return samples !== undefined && track(tracksOf(asset), rendition)?.samples.packets === undefined;
  });
}

/** The samples of text come first. */
export function plainLayout(contents: FileContents, { segments, texts }: FileSources): FileLayout {
  const { asset, variants, order } = contents;
  return {
    name: 'plain 2',
    async head(downloader) {
      const tracks = await fileTracks(variants, segments, downloader);
      const whole = await completed(asset);
      const text = await fileTexts(contents, texts, downloader);
      const all = [...tracks, ...textTracks(contents)];
      const file = new PlainFile(all.length);
      for (const [i, timed] of text.entries()) file.add(tracks.length + i + 1, textSamples(timed));
      const sizes = new Float64Array(order.length);
      let i = 0;
      for (const ordered of order) {
        if (i % SEGMENTS_AT_ONCE === 0) await turn();
        const samples = knownSamples(whole, ordered) ?? (await fetchedSamples(segments, ordered, downloader));
        const { earlier } = trackStart(ordered.variant);
        const baseMediaDecodeTime = samples.baseMediaDecodeTime - earlier;
        sizes[i++] = file.add(ordered.trackId, { ...samples, baseMediaDecodeTime });
      }
      const header = file.header(all, movieTimescale(tracks));
      return { header: Buffer.concat([header, ...text.map(({ bytes }) => bytes)]), sizes };
    },
    sizeOf: () => undefined,
    write: (segment) => [dataOf(segment)],
    tailBytes: 0,
    tail: () => new Uint8Array(),
  };
}

/** @param whole where the asset is no clip. */
function knownSamples(whole: Asset, { variant, segment: place }: OrderedSegment): SegmentSamples | undefined {
  const found = storedSegment(variant, place);
  const { rendition, asset: cut } = found.variant as MediaVariant;
  const segment = Number(found.name);
  const asset = assetForSegment(variant.asset.clip ? cut : whole, segment);
  if (!asset) return undefined;
  const { samples, track: trackOf } = producerOf(rendition);
  const track = trackOf(tracksOf(asset), rendition);
  return track && samples?.({ track, map: asset.map, rendition, segment });
}

/** Of the segment with a track's first audio frame, what it contains is known when it was produced. */
async function fetchedSamples(
  segments: BackgroundSegments,
  { variant, segment }: OrderedSegment,
  downloader: Downloader,
): Promise<SegmentSamples> {
  return samplesOf(await fetchSegment(segments, storedSegment(variant, segment), downloader));
}
