import type { Rendition, VideoRendition } from '../rendition.js';

/**
 * The rendition whose segments are the second variant of the hidden mark: all of them have their pattern. Its parameter sets, and so its init
 * segment, are those of the rendition. No URL names it; see `tracedSegmentKey`.
 * @param rendition is encoded, not passed through. @param patterns see `AssetTraceKeys`.
 */
export function tracedRendition(rendition: VideoRendition, patterns: string): VideoRendition {
  return { ...rendition, id: `${rendition.id}-wb`, trace: { patterns } };
}

/** The rendition with the pattern of one segment in all of its frames, if it is one with patterns. @param segment of the whole. */
export function withPatternOf<R extends Rendition>(rendition: R, segment: number): R {
  if (rendition.kind !== 'video' || !rendition.trace) return rendition;
  return { ...rendition, trace: { ...rendition.trace, segment } };
}
