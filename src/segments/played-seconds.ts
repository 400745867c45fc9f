import type { Asset, Rendition } from '../assets/index.js';
import { segmentLength } from '../masters/index.js';
import type { SegmentName } from './segment-name.js';

/** Seconds of the presentation that a segment stands for; sound that goes with pictures is counted with them. */
export function playedSeconds({ map }: Asset, { kind }: Rendition, name: SegmentName): number {
  if (name === 'init' || (kind === 'audio' && map.videoCount > 0)) return 0;
  return segmentLength(map, name);
}
