/** The names of segments within a rendition, and the keys that stand for their bytes. */
import { type Asset, type Rendition, segmentCount } from '../assets/index.js';

/** The number of a media segment, counted from 0, or the init segment. */
export type SegmentName = number | 'init';

/** The key that identifies the segment's bytes in caches, entity tags and the log: `v720-77ab…/3`. */
export function segmentKey(asset: Asset, rendition: Rendition, name: SegmentName): string {
  return `${asset.keyOf(rendition)}/${name}`;
}

/** Whether the rendition has a segment of this name. */
export function hasSegment(asset: Asset, rendition: Rendition, name: SegmentName): boolean {
  return name === 'init' || name < segmentCount(asset, rendition);
}
