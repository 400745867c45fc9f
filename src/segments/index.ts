/**
 * Segments on request: from memory, from disk, from an encode in progress or from a new one. The room decides who is
 * admitted, what is prefetched and how long finished segments are cached. It never reads HTTP, tokens or sessions: the
 * caller says which viewer and which client a request is for.
 */

export type { SegmentName } from '../shared/media-url.js';
// What the service shares with other rooms: `Admission` counts viewers and their load (a share of the slots, may exceed
// 1); `Coordinator` produces each key once at a time and can cancel a purge scope; `SegmentSizes` holds the bytes of each
// produced segment, from which manifests advertise bandwidth.
export { Admission } from './admission.js';
export { Coordinator } from './coordinator.js';
// The service. `get` resolves to a segment's bytes and how it was served (`SegmentResult`); it rejects with OnplayErrors
// (`segment_unknown`, `overloaded`, `encode_cancelled`, `shutting_down`, and what the encoder and the master throw).
// `dueAt` is in milliseconds of the process's clock. `ffmpegEncoder` is the encoder to build it with.
export { createSegments } from './create-segments.js';
// Names: segments count from 0, and `init` is the init segment. A segment's key, `v720-77ab…/3`, stands for its bytes in
// the caches, the entity tag and the log. `playedSeconds` returns seconds of the presentation.
export { playedSeconds } from './played-seconds.js';
export type { PrefetchHint } from './prefetch.js';
export { ffmpegEncoder, type SegmentEncoder } from './segment-encoder.js';
export { isSegment, type SegmentRef, segmentRef } from './segment-ref.js';
export type { SegmentService, ServedSegment, Viewer } from './segment-service.js';
export { SegmentSizes } from './segment-sizes.js';

// Stores of finished segments, bounded in bytes and by a sliding TTL in milliseconds. A tier never rejects: a failing
// disk behaves like a cache miss.
export type { CacheTags, CacheTier, PurgeScope } from './stores/cache-tier.js';
export { DiskTier } from './stores/disk-tier.js';
export { MemoryTier } from './stores/memory-tier.js';
