/** CMAF segments (ISO/IEC 23000-19), HLS playlists (RFC 8216) and MPDs (ISO/IEC 23009-1): plain values in, bytes or text out. */
export { type Fragment, fragment, type MediaSegment, mediaSegment } from './cmaf/fragment.js';
export {
  type AudioInitSegment,
  audioInitSegment,
  type VideoInitSegment,
  videoInitSegment,
} from './cmaf/init-segment.js';
export { type Movie, movie } from './cmaf/movie.js';
export { type CodedSample, type FragmentedTrack, readFragments } from './cmaf/read-fragments.js';
export type { SampleEntry } from './cmaf/read-movie.js';
export { mediaPresentationDescription } from './dash/media-presentation-description.js';
export { segmentTimeline } from './dash/segment-timeline.js';
export type * from './dash/values.js';
export type { DocumentPieces } from './dash/xml.js';
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
