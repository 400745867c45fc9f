/**
 * From the bytes of a container to its tracks: MP4 and MOV, Matroska and WebM, MPEG transport streams. Reads tables, headers and what it
 * needs of single samples, through byte ranges of a store, and decodes nothing. Errors are `OnplayError`s with a `master_…` code.
 */

// MP4 and MOV (ISO/IEC 14496-12, QuickTime). `readMovieFile` reads all boxes, `mediaTracks` are those that could be played,
// `readTrackSamples` expands their sample tables; `neroChapters` and `trackPurpose` read user data. A `MovieResume` reads on from where a file ended that grows.

export { fileBoxAt } from './movie/file-boxes.js';
export { type MediaTrack, mediaTracks } from './movie/media-track.js';
export { type MovieFile, readMovieFile } from './movie/movie-file.js';
export type { MovieResume } from './movie/movie-resume.js';
export { type MovieSamples, readTrackSamples, type TrackSamples } from './movie/track-samples.js';
export { neroChapters, type TrackPurpose, trackPurpose } from './movie/user-data.js';
export { orientationOf } from './orientation.js';

// Images that a file brings of itself, as attachments: `movieCover` of an MP4 or MOV, `taggedCover` of what begins with an ID3v2 tag, and of FLAC and ASF.

export { movieCover } from './covers/movie-cover.js';
export { taggedCover } from './covers/tagged-cover.js';

// Matroska and WebM (RFC 9559). `readMatroska` reads what comes before the clusters, `readMatroskaSamples` the heads of all blocks,
// `readMatroskaOutline` what a film is cut by, before that;
// `matroskaChapters` and `matroskaAttachments` read what is beside it; `strippedBytes` is what header stripping removed.
// `mp4Description` is the sample description of a codec that MP4 knows. A `MatroskaResume` reads on.

export { matroskaAttachments, matroskaChapters } from './matroska/chapters-and-attachments.js';
export { mp4Description } from './matroska/descriptions/mp4-description.js';
export { type MatroskaOutline, readMatroskaOutline } from './matroska/outline/read-outline.js';
export { type MatroskaFile, readMatroska, readMatroskaSamples } from './matroska/read-matroska.js';
export type { MatroskaResume } from './matroska/resume.js';
export { type MissingParts, strippedBytes } from './matroska/samples-reader.js';

// MPEG transport streams (ISO/IEC 13818-1). `readProgrammes` reads until each stream is known, `readTransportSamples` the whole file.
// `feedHeader` describes a stream to ffmpeg's demuxer; `withParameterSets` completes a sample with which decoding begins.

export {
  type ProgrammeStream,
  type Programmes,
  type ReadableStream,
  readProgrammes,
  readTransportSamples,
  type TextStream,
  type TransportText,
} from './transport-stream/read-transport-stream.js';
export { feedHeader, feedStreamId } from './transport-stream/streams/feed-description.js';
export { parameterSetsOf, withParameterSets } from './transport-stream/streams/parameter-sets.js';
export type { MediaCodec } from './transport-stream/streams/stream-kind.js';
export { canonicalLanguage, streamLanguage } from './transport-stream/streams/stream-language.js';

// Tracks whose format changes: `dividedVideo` has the runs of frames of one format, `isVarying` tells of audio that changes.

export { dividedVideo } from './formats/divide-video.js';
export type { FormatRun } from './formats/format-runs.js';
export { isVarying } from './formats/varying-audio.js';

// Sample descriptions (`stsd`): the AudioSpecificConfig (ISO/IEC 14496-3), `avcC` and `hvcC` (ISO/IEC 14496-15), each undefined where
// it is missing or cut short.

export {
  audioConfiguration,
  codecConfiguration,
  onlyEntry,
  readSampleEntry,
  type SampleEntry,
  systemsObjectType,
  visualDecoderConfig,
  withoutAspect,
} from './sample-description.js';
