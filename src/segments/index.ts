/**
 * Segments on request: from memory, from disk, from an encode in progress or from a new one. The room decides who is
 * admitted, what is prefetched and how long finished segments are cached. It never reads HTTP, tokens or sessions: the
 * caller says which viewer and which client a request is for.
 */

// What the service is built from: `Admission` counts viewers and their load (a share of the slots, may exceed 1);
// `Coordinator` produces each segment once at a time; a `SegmentProducer`, of which `LocalProducer` encodes on this
// machine with `ffmpegEncoder`; `SegmentSizes` holds the bytes of each produced segment, from which manifests advertise
// bandwidth.
export { INACTIVE_AFTER_MS } from './admission/active-viewers.js';
export { Admission } from './admission/admission.js';
export { OtherViewers } from './admission/other-viewers.js';
export { Coordinator } from './coordinator.js';
export { ImageService } from './images/image-service.js';
export { LocalProducer } from './local-producer.js';
// Names: segments count from 0, and `init` is the init segment. A segment's key, `v720-77ab…/3`, stands for its bytes in
// the caches, the entity tag and the log. `playedSeconds` returns seconds of the presentation.
export { playedSeconds } from './played-seconds.js';
export type { PrefetchHint } from './prefetch.js';
export type { ProducedSegment } from './produced-segment.js';
// The purge of a scope: of everything, an asset, a version or a rendition of it. Resolves with how many of each it removed.
export { createPurge, type LocalPurge } from './purge.js';
// What players request after the last segment of a part of a sequence.
export { Seams } from './seams.js';
export { ffmpegEncoder, type SegmentEncoder } from './segment-encoder.js';
export type { SegmentProducer } from './segment-producer.js';
export { isSegment, type SegmentRef, segmentMissing, segmentRef } from './segment-ref.js';
// The service. `get` resolves to a segment's bytes and how it was served (`SegmentResult`); it rejects with OnplayErrors
// (`segment_unknown`, `overloaded`, `encode_cancelled`, `shutting_down`, and what the producer throws). `dueAt` is in
// milliseconds of the process's clock.
export { SegmentService, type Viewer } from './segment-service.js';
export { SegmentSizes } from './segment-sizes.js';
export { IS_CACHE_HIT, type SegmentResult, type ServedSegment } from './served-segment.js';
// Purges of a fleet, of which `announcePurge` throws where Redis does not accept one; its measured sizes, and who plays.
export { shareAdmission } from './shared/shared-admission.js';
export { announcePurge, followPurges } from './shared/shared-purges.js';
export { shareSizes } from './shared/shared-sizes.js';

// Finished segments in memory, and a store of them behind it; both bounded in bytes and by a sliding TTL in milliseconds.
// The store never rejects: a failing disk behaves like a cache miss. `BucketTier` is shared by servers, and stands behind the disk in
// a `ChainedStore`. `isInScope` decides, by its tagged key, what a purge covers.
export { BucketTier } from './stores/bucket/bucket-tier.js';
export { ChainedStore } from './stores/chained-store.js';
export { DiskTier } from './stores/disk-tier.js';
export { MemoryTier } from './stores/memory-tier.js';
export { isInScope, type PurgeScope, taggedKey } from './stores/purge-scope.js';
export type { SegmentStore } from './stores/segment-store.js';
