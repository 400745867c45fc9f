/**
 * Reads masters: finds them in a store, parses MP4, MOV and Matroska, builds the index of a master, and cuts its timeline into the
 * segment map. Never decodes and never runs a process: whatever needs a decoder or a demuxer goes through `MediaTools`,
 * which the encoder implements. Errors are `OnplayError`s; one with a `master_…` code is about the master itself.
 */

// Stores. `find` resolves to one version of a master, or to undefined; its `open` gives byte ranges [offset, offset +
// length). `fileListStore` serves files named one by one, `folderStore` a directory tree in which `a/b.mp4` is asset
// `a/b`, with notices of what is unusual there. `watchFolder` reports changed paths, `assetsOfFile` the assets that one may be
// the master of. `isStoreFailure` is true for errors that say nothing about the master.

export { fileListStore } from './stores/file-list-store.js';
export { fileMaster, masterChanged } from './stores/file-master.js';
export { folderStore } from './stores/folder-store.js';
export { assetName, assetsOfFile } from './stores/master-names.js';
export { logNotices, type Notice, noticeText } from './stores/notices.js';
export type { ByteSource, FindOptions, Growth, Master, MasterStore } from './stores/store.js';
export { isStoreFailure, storeUnavailable } from './stores/store-errors.js';
export { type FolderWatch, watchFolder } from './stores/watch-folder.js';

// Masters that grow. `growingStore` gives a master that is seen to grow a version that it keeps, and `growingMaster` makes such a
// master of plain values. `settledMap` is the part of a segment map that nothing appended can change; `headTracks` are the tracks
// as far as their first segments, which are there at each look.

export { type GrowingMaster, growingMaster } from './growth/growing-master.js';
export { growingStore } from './growth/growing-store.js';
export { HEAD_SEGMENTS, headTracks } from './growth/head-tracks.js';
export { settledMap } from './growth/settled-map.js';

// From a master to its index. `containerOf` identifies the container; where not `isReadInPlace`, `remuxMaster` copies the
// master into files that are. `isReadWhole` says that indexing takes long. `indexPrepared` builds the index, with all tracks on one timeline from 0. Each throws
// `master_…` codes when the master cannot be played. `openIndexed` opens a file that the index refers to.

export type { ReserveMemory } from './index-budget.js';
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
export {
  type CopyDirectories,
  containerOf,
  isReadInPlace,
  isReadWhole,
  type PreparedMaster,
  remuxMaster,
} from './indexing/prepare-master.js';

// The index as plain values. Times are ticks of a track's `timescale`; `presentationSeconds` is when the last track ends.
// `isMissed` tells of an ignored track whether a viewer may miss it. `storedSize` and `restoredSample` are between a sample and
// what its file has of it, `packetizedSamples` reads those that lie between other streams; `withParameterSets` completes one with
// which decoding begins. `frameTime` is when a frame is presented; where a master is edited, frames are runs of consecutive
// ones: `runOf` is that of a frame, `runsWithin` are those of several.

export { withParameterSets } from './demux/transport-stream/streams/parameter-sets.js';
export { isMissed } from './indexing/tracks/not-played-reasons.js';
export { type IndexGrowth, type MasterIndex, type MediaFile, presentationSeconds } from './master-index.js';
export { packetizedSamples } from './samples/packetized-samples.js';
export { restoredSample, storedSize } from './samples/stored-samples.js';
export { frameTime, type Run, runOf, runsWithin } from './timeline/frame-runs.js';
export type {
  AudioPiece,
  AudioTrack,
  Colour,
  IgnoredTrack,
  Orientation,
  SampleTable,
  VideoFormat,
  VideoTrack,
} from './track.js';

// A video track whose format changes: its parts, each with a track of its own, of one format.

export { partAt, partsOf, type TrackPart } from './track-parts.js';

// The index outside of this thread. `readIndexFile` returns undefined for a file that is missing, damaged or of another
// format. `withoutColumns` and `transferableBuffers` hand the large arrays to another thread without copying them.

export { transferableBuffers, withoutColumns } from './indexing/stored/columns.js';
export { readIndexFile, storedIndexBytes, writeIndexFile } from './indexing/stored/index-file.js';

// The segment map. Segment n covers the ticks [boundaries[n], boundaries[n + 1]); `framesOf` and `audioFramesOf` return
// half-open ranges of video frames and of AAC frames (ISO/IEC 14496-3), `segmentLength` returns seconds.
// `buildSegmentMap` throws `master_duration_unsupported` when there would be too many segments.

export {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  audioFramesOf,
  buildSegmentMap,
  framesOf,
  openTargetDuration,
  type SegmentMap,
  type SegmentMapOptions,
  segmentLength,
} from './segment-map/segment-map.js';
export { firstAtOrAfter } from './sorted-search.js';

// The bitstream, for decoding and passthrough: the AudioSpecificConfig (ISO/IEC 14496-3), `avcC` and `hvcC` (ISO/IEC
// 14496-15) of a whole `stsd` box, each undefined where it is missing or cut short; the NAL units of a sample; whether a
// sample is one from which all later ones can be decoded, and with which decoding begins for frames to be right.

export { audioConfiguration, codecConfiguration } from './demux/sample-description.js';
export { nalUnits } from './nal-units.js';
export { isIndependentSample } from './random-access/independent-samples.js';
export { decodingStart } from './random-access/lead-in.js';

// Errors of a master that cannot be played, for implementations of `MediaTools`. Each function returns an `OnplayError`
// for the caller to throw; only `copiesFull` and `recordingBegun` are retryable.

export {
  audioUnsupported,
  codecUnsupported,
  copiesFull,
  damaged,
  keyframesTooSparse,
  recordingBegun,
  tooComplex,
  tooLargeToRemux,
  truncated,
  withoutTracks,
} from './refusals.js';
