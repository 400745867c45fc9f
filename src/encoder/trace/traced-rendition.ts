import type { VideoRendition } from '../rendition.js';

/**
 * The rendition whose segments are the second variant of the hidden mark: all of them have their pattern. Its parameter sets, and so its init
 * segment, are those of the rendition. No URL names it; see `tracedSegmentKey`.
 * @param rendition is encoded, not passed through. @param patterns see `AssetTraceKeys`.
 */
export function tracedRendition(rendition: VideoRendition, patterns: string): VideoRendition {
  return { ...rendition, id: `${rendition.id}-wb`, trace: { patterns } };
}
