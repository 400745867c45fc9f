/** What segments are produced by: the tracks, and as much of the index as is known. */
import type { LadderSource } from '../encoder/index.js';
import type { Asset } from './asset.js';
import { dubTracks } from './dubs/stored-dub.js';

/** The tracks that renditions are made of: the master's, and those of audio beside it. */
export function tracksOf({ index, dubs }: Asset): LadderSource {
  const beside = dubTracks(dubs, index).map(({ track }) => track);
  return { video: index.video, audio: [...index.audio, ...beside] };
}

/** The asset with all of its index. @throws OnplayError as `Asset.complete`. */
export async function completed(asset: Asset): Promise<Asset> {
  return asset.complete ? asset.complete() : asset;
}

/**
 * The asset with the index and the map that a segment is produced by; undefined while that is not known. The first segments of a film that
 * is cut by its outline are always produced by that, so that their bytes do not depend on when they are.
 */
export function assetForSegment(asset: Asset, segment: number): Asset | undefined {
  const { complete, head, ...known } = asset;
  if (head && segment < head.segments) return { ...known, index: head.index, map: head.map };
  return complete ? undefined : asset;
}
