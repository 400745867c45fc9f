/**
 * Matroska and WebM (RFC 9559), and EBML, which they are written in (RFC 8794): one file per element, which has the standard's
 * table and the reader. Readers return values, or views of the bytes they are given. This room does no I/O: it knows neither
 * files nor codecs. Times are in the units that the format has them in, ticks or nanoseconds; sizes in bytes, ranges half-open.
 */

// Elements. `readElementHeader` reads one header, for walking over elements that are not in memory; `MasterElement` reads the
// children of one that is. `EbmlRules` say what is thrown.

export { type ElementHeader, MAX_HEADER_BYTES, readElementHeader } from './ebml/element-header.js';
export { MasterElement } from './ebml/read-element.js';
export type { EbmlRules } from './ebml/rules.js';
export { signedOf, unsignedOf } from './ebml/values.js';

// Ids, and the readers of elements that describe a file. They throw the errors of the rules for malformed contents.

export { type ChapterTitle, readChapters } from './elements/chapters.js';
export { readCues } from './elements/cues.js';
export { readEbmlHeader } from './elements/ebml-header.js';
export { ID, IN_SEGMENT } from './elements/ids.js';
export {
  DEFAULT_TIMESTAMP_SCALE,
  NANOSECONDS_PER_SECOND,
  readInfo,
  type SegmentInfo,
} from './elements/info.js';
export { readSeekHead } from './elements/seek-head.js';
export { readTracks, type TrackEntry } from './elements/track-entry.js';
export type { VideoDescription } from './elements/video.js';
export { fourCharacterCode } from './elements/video-for-windows.js';

// Blocks: the header of a block, and the sizes of the frames in one that has several. Undefined where the bytes end too early.

export {
  type BlockHeader,
  isInvisible,
  isKeyframe,
  lacingOf,
  readBlockHeader,
} from './blocks/block-header.js';
export { type Lace, laceSizes } from './blocks/lacing.js';

// Writing. A file of one track that begins before its end is known: its header, then a header before each frame. `subtitleFile` is a whole file, of subtitles.

export { liveFrameHeader, liveHeader } from './write/live-matroska.js';
export { type SubtitleTrack, subtitleFile, type WrittenSubtitle } from './write/subtitle-file.js';
