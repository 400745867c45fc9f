/** How segments are named: by their number or as the init segment, and by the key that stands for their bytes. */
import { type Asset, type Rendition, segmentCount } from '../assets/index.js';

/** A media segment by its number, counted from 0, or the init segment. */
export type SegmentName = number | 'init';

/** Names the bytes everywhere: in the cache, the entity tag and the log. */
export function segmentKey(asset: Asset, rendition: Rendition, name: SegmentName): string {
  return `${asset.keyOf(rendition)}/${name}`;
}

/** Whether the rendition has such a segment. */
export function hasSegment(asset: Asset, rendition: Rendition, name: SegmentName): boolean {
  return name === 'init' || name < segmentCount(asset, rendition);
}
