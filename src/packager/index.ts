/**
 * The packager: plain values in, bytes or text out. CMAF segments (ISO/IEC 23000-19), HLS playlists (RFC 8216) and MPDs
 * (ISO/IEC 23009-1).
 *
 * Every function is pure: no I/O, no clock, no HTTP, no knowledge of masters or sessions. The same values yield the same
 * bytes. Times are in ticks of the stated timescale, sizes in bytes, bit rates in bit/s. What the formats cannot express
 * throws OnplayError `packaging_impossible`.
 */

// Media segments. `mediaSegment` returns a complete segment (`styp`, `moof`, `mdat`); `fragment` returns only `moof` and
// the header of `mdat`, which the caller follows with the bytes of the samples.
export { fragment, mediaSegment, type SegmentSamples } from './cmaf/fragment.js';

// CMAF headers (init segments), from the sample entry of any codec.
export { initSegment } from './cmaf/init-segment.js';

// The header of a fragmented movie with one track of any codec, from a whole `stsd` box; for feeding a master's own
// samples to a decoder.
export { type Movie, movie } from './cmaf/movie.js';

// The reader of an encoder's fragmented MP4: timescale, sample entry and samples in decode order, as views of the input.
// Throws OnplayError `encoder_output_malformed`, which is retryable.
export { type CodedSample, type FragmentedTrack, readFragments } from './cmaf/read-fragments.js';
export type { SampleEntry } from './cmaf/read-movie.js';

// DASH: a static MPD, as pieces of UTF-8 text to be sent in order. `segmentTimeline` serializes the
// segments of an adaptation set once, for any number of MPDs.
export { mediaPresentationDescription } from './dash/media-presentation-description.js';
export { segmentTimeline } from './dash/segment-timeline.js';
export type * from './dash/values.js';
export type { DocumentPieces } from './dash/xml.js';
// HLS media playlists, as text, of I-frames too; those of thumbnails; and those of several parts, with what happens at their times.
export type { DateRange, Variable } from './hls/date-range.js';
export { imagePlaylist } from './hls/image-playlist.js';
export { joinedPlaylist, type PlaylistPart } from './hls/joined-playlist.js';
export { mediaPlaylist } from './hls/media-playlist.js';
// HLS multivariant playlists, as text: groups of audio and subtitles, and variant streams in order of preference.
export {
  type IFrameStream,
  type ImageStream,
  type MultivariantPlaylist,
  multivariantPlaylist,
  type SessionData,
  type VariantStream,
} from './hls/multivariant-playlist.js';
// How values are written in attributes.
export { quoted, uriText } from './hls/playlist-text.js';
export type { AudioMedia, SubtitlesMedia } from './hls/rendition-tags.js';
// Images: AVIF from the bitstream of a still picture in AV1.
export { avif } from './image/avif.js';
// Files to be kept, of the segments that are streamed. A fragmented one can be sent while its segments are produced: only their
// sizes are not known beforehand. `readTrack` reads the track of an init segment; it and `fragmentOf` throw OnplayError
// `encoder_output_malformed` for what the packager did not write.
export {
  fragmentedFileHeader,
  fragmentedFileIndex,
  fragmentedFileIndexSize,
  fragmentOf,
  fragmentSize,
} from './mp4/fragmented-file.js';
// A plain one needs the sizes of all samples before its first byte. `samplesOf` and `dataOf` throw as `fragmentOf`.
export { dataOf, PlainFile, samplesOf } from './mp4/plain-file.js';
export { readTrack } from './mp4/read-track.js';
// Text in either of them, from its samples.
export { cutText, type TimedText, textSamples, textTrack } from './mp4/text-track.js';
