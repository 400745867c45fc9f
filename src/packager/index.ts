/** The packager: plain values in, bytes or text out. */
export { aacLowComplexityConfig } from './audio-specific-config.js';
export type { AvcSampleEntry } from './boxes/avc1.js';
export type { Colour } from './boxes/colr.js';
export type { Brands } from './boxes/ftyp.js';
export type { HandlerKind } from './boxes/hdlr.js';
export { type BoxSpan, readBoxes } from './boxes/read-boxes.js';
export type { FragmentSample } from './boxes/trun.js';
export { mediaPresentationDescription } from './dash/media-presentation-description.js';
export { segmentTimeline } from './dash/segment-timeline.js';
export type * from './dash/values.js';
export type { DocumentPieces } from './dash/xml.js';
export { type Fragment, fragment, type MediaSegment, mediaSegment } from './fragment.js';
export {
  type MediaPlaylist,
  mediaPlaylist,
  type PlaylistSegment,
  targetDuration,
} from './hls/media-playlist.js';
export {
  type AudioMedia,
  type MultivariantPlaylist,
  multivariantPlaylist,
  type VariantStream,
  type VariantVideo,
} from './hls/multivariant-playlist.js';
export {
  type AudioInitSegment,
  audioInitSegment,
  type VideoInitSegment,
  videoInitSegment,
} from './init-segment.js';
export { type Movie, movie } from './movie.js';
export { type CodedSample, type FragmentedTrack, readFragments } from './read-fragments.js';
export type { SampleEntry } from './read-movie.js';
