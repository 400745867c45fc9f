/**
 * Masters as they are played: the index of one, made of the tracks that its container has, and the segment map that its timeline is
 * cut into. Never decodes and never runs a process: whatever needs a decoder or a demuxer goes through `MediaTools`,
 * which the encoder implements. Errors are `OnplayError`s; one with a `master_…` code is about the master itself.
 */

// Masters that grow. `growingStore` gives a master that is seen to grow a version that it keeps, and `growingMaster` makes such a
// master of plain values. `settledMap` is the part of a segment map that nothing appended can change; `headTracks` are the tracks
// as far as their first segments, which are there at each look.

export { type GrowingMaster, growingMaster } from './growth/growing-master.js';
export { growingStore } from './growth/growing-store.js';
export { HEAD_SEGMENTS, headTracks } from './growth/head-tracks.js';
export { settledMap } from './growth/settled-map.js';

// From a master to its index. `containerOf` identifies the container; where not `isReadInPlace`, `remuxMaster` copies the
// master into files that are, by `fillFolder`, which leaves all of them or none. `isReadWhole` says that indexing takes long. `indexPrepared` builds the index, with all tracks on one timeline from 0. Each throws
// `master_…` codes when the master cannot be played. `openIndexed` opens a file that the index refers to.

export { indexPrepared, openIndexed } from './indexing/index-master.js';
export type {
  AudioFacts,
  DecodableTrack,
  MediaTools,
  RemuxContext,
  RemuxedFile,
  RemuxedMaster,
  VideoFacts,
} from './indexing/media-tools.js';
export type { OutlinedIndex } from './indexing/outline/outlined-index.js';
export {
  type CopyDirectories,
  containerOf,
  fillFolder,
  hasFrameTable,
  isNamedByItsBytes,
  isReadInPlace,
  isReadWhole,
  type PreparedMaster,
  remuxMaster,
} from './indexing/prepare-master.js';

// The index as plain values. `isMissed` tells of an ignored track whether a viewer may miss it.

export { isMissed } from './indexing/tracks/not-played-reasons.js';
export { INDEX_FORMAT, type MasterIndex, type MediaFile } from './master-index.js';

// A video track whose format changes: its parts, each with a track of its own, of one format.

export { partAt, partsOf } from './track-parts.js';

// Text: the cues of a track, read from its samples alone.

export { readTextTrack } from './text/read-text-track.js';
export { type StoredText, storedText } from './text/stored-text.js';
export { textOfSamples } from './text/text-of-samples.js';

// The index outside of this thread. `readIndexFile` returns undefined for a file that is missing, damaged or of another
// format. `withOwnBuffers`, `withoutColumns` and `transferableBuffers` hand the arrays to another thread, the large ones without copying them.

export { transferableBuffers, withOwnBuffers, withoutColumns } from './indexing/stored/columns.js';
export { readIndexFile, storedIndexBytes, writeIndexFile } from './indexing/stored/index-file.js';

// The segment map. Segment n covers the ticks [boundaries[n], boundaries[n + 1]); `framesOf` and `audioFramesOf` return
// half-open ranges of video frames and of AAC frames (ISO/IEC 14496-3), `segmentLength` returns seconds.
// `fittedMap` is the map of an outline for the frames of the film, `outlinedSegments` how many segments need nothing but the outline. `buildSegmentMap` throws `master_duration_unsupported` when there would be too many segments.

export { fittedMap } from './segment-map/fitted-map.js';
export { outlinedSegments } from './segment-map/outlined-segments.js';
export {
  AAC_FRAME_SAMPLES,
  AUDIO_ROUNDING_SECONDS,
  audioFrameBoundaries,
  audioFramesOf,
  buildSegmentMap,
  framesOf,
  MIN_SEGMENT_SECONDS,
  openTargetDuration,
  type SegmentMap,
  type SegmentMapOptions,
  segmentLength,
} from './segment-map/segment-map.js';

// Captions in the frames of a track: how they are read.

export { captionSyntax } from './captions/find-captions.js';

// Whether a sample is one from which all later ones can be decoded, and with which decoding begins for frames to be right.

export { isIndependentSample } from './random-access/independent-samples.js';
export { decodingStart } from './random-access/lead-in.js';
