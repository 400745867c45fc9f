import type { Asset, Rendition } from '../assets/index.js';
import { segmentLength } from '../masters/index.js';
import type { SegmentName } from './segment-name.js';

/** How many seconds of the presentation a segment plays; 0 for an init segment, and for audio beside video. */
export function playedSeconds({ map }: Asset, { kind }: Rendition, name: SegmentName): number {
  if (name === 'init' || (kind === 'audio' && map.videoCount > 0)) return 0;
  return segmentLength(map, name);
}
