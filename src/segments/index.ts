/** Segments on request: from a store, from an encode in progress, or from a new one. */
export { Admission } from './admission.js';
export { Coordinator } from './coordinator.js';
export { createSegments } from './create-segments.js';
export { playedSeconds } from './played-seconds.js';
export type { PrefetchHint } from './prefetch.js';
export { ffmpegEncoder, type SegmentEncoder } from './segment-encoder.js';
export { hasSegment, type SegmentName, segmentKey } from './segment-name.js';
export type { SegmentService, ServedSegment, Viewer } from './segment-service.js';
export { SegmentSizes } from './segment-sizes.js';
export type { CacheTags, CacheTier, PurgeScope } from './stores/cache-tier.js';
export { DiskTier } from './stores/disk-tier.js';
export { MemoryTier } from './stores/memory-tier.js';
