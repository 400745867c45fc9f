import { segmentLength } from '../masters/index.js';
import type { SegmentRef } from './segment-ref.js';

/**
 * How many seconds of the presentation a segment plays; 0 for an init segment, for text and images, and for audio beside
 * video.
 */
export function playedSeconds({ variant: { asset, rendition }, name }: SegmentRef): number {
  const { map } = asset;
  if (name === 'init' || rendition.kind === 'text' || rendition.kind === 'image') return 0;
  if (rendition.kind === 'audio' && map.videoCount > 0) return 0;
  return segmentLength(map, name);
}
