/**
 * What is known of a track, whatever container it came in: its samples, its format, and when each frame is presented; and what a
 * master may cost and is refused for. Values and arithmetic on them. Errors are `OnplayError`s with a `master_…` code.
 */

// Tracks as plain values. Times are ticks of a track's `timescale`.

export type {
  AudioPiece,
  AudioTrack,
  CaptionServices,
  Colour,
  FrameRuns,
  GradualRefreshes,
  IgnoredTrack,
  Orientation,
  ParameterSets,
  SampleTable,
  TransportDescription,
  TransportPackets,
  VideoFormat,
  VideoPart,
  VideoTrack,
} from './track.js';

// Text, chapters and attachments. `textSamples` puts the samples of a text in order.

export {
  type Attachment,
  type BitmapCodec,
  type Chapter,
  MAX_ATTACHMENTS,
  MAX_CHAPTERS,
  MAX_TEXT_SAMPLES,
  MAX_TEXT_TRACKS,
  type ShownSample,
  type TextSamples,
  type TextTrack,
  textSamples,
} from './text-track.js';

// Samples: `storedSize` and `restoredSample` are between a sample and what its file has of it; `packetizedSamples` reads those that
// lie between other streams, `sampleHead` the first bytes of one.

export { packetizedSamples, sampleHead } from './samples/packetized-samples.js';
export { restoredSample, storedSize } from './samples/stored-samples.js';

// When frames are presented. `frameTime` is the time of one; where a master is edited, frames are runs of consecutive ones: `runOf`
// is that of a frame, `runsWithin` and `runsOfFrames` are those of several. `videoTimeline`, `audioTimeline` and `shownRanges`, for text, apply edit
// lists (ISO/IEC 14496-12, 8.6.6), `holdFrames` fills time without video. `presentationSeconds` is when the last track ends.

export { audioTimeline } from './timeline/audio-timeline.js';
export { onCadenceFrom, onCadenceUpTo } from './timeline/cadence.js';
export { frameTime, runOf, runsOfFrames, runsWithin } from './timeline/frame-runs.js';
export { holdFrames } from './timeline/hold-frames.js';
export { presentationOrder } from './timeline/presentation-order.js';
export { type PlayedTracks, presentationSeconds } from './timeline/presentation-seconds.js';
export { shownRanges } from './timeline/shown-ranges.js';
export type { Timeline } from './timeline/timeline.js';
export { videoTimeline } from './timeline/video-timeline.js';

// Times as containers round them: `roundingTicks` is by how much, `regularizeTimes` makes them even again.

export { regularizeTimes, roundingTicks } from './regular-times.js';

// Search in sorted times.

export { firstAtOrAfter, nearest, type Sorted } from './sorted-search.js';

// What one master may cost.

export { IndexBudget, type ReserveMemory, type TrackCost, tooManySamples } from './index-budget.js';
export {
  MAX_DURATION_SECONDS,
  MAX_INDEXING_BYTES,
  MAX_RESUMED_SAMPLES,
  MAX_SAMPLES,
  MAX_SEGMENTS,
} from './limits.js';

// Errors of a master that cannot be played. Each function returns an `OnplayError` for the caller to throw; only `copiesFull` and
// `recordingBegun` are retryable.

export {
  audioUnsupported,
  codecUnsupported,
  continuousAudio,
  copiesFull,
  damaged,
  dimensionsUnsupported,
  durationUnsupported,
  empty,
  encrypted,
  externalMedia,
  keyframesTooSparse,
  notMedia,
  playlist,
  recordingBegun,
  stillImage,
  tooComplex,
  tooLargeToRemux,
  truncated,
  withoutTracks,
} from './refusals.js';
