/**
 * Turns a rendition and a segment number into the bytes of a CMAF segment: the ladder, the command line, the feed, the
 * ffmpeg process, the check of what came out. Also probes and remuxes masters with ffmpeg.
 *
 * Equal recipes give equal bytes, on every machine. Stores no segments, does not schedule or retry encodes, and knows
 * nothing of HTTP.
 */

// The ladder: renditions as plain values, lowest first. `withPassthrough` swaps the best ones for the master's own
// samples where those are playable, `withDubs` adds audio of files beside the master. `cadenceOf` is how many frames apart segments may begin. `renditionKey` is a rendition's id and 16 hexadecimal digits of its recipe's hash;
// key and segment number identify the bytes. `recipeBasisKey` is the same for servers that make the same bytes.

export {
  buildLadder,
  type Dub,
  type LadderSource,
  type PlayableText,
  textRenditions,
  withDubs,
  withPassthrough,
} from './ladder/index.js';
export { imageRenditionKey, type RecipeBasis, recipeBasisKey, renditionKey } from './recipe.js';
export {
  type AudioGain,
  type AudioRendition,
  cadenceOf,
  type ImagePurpose,
  type ImageRendition,
  type Ladder,
  type MediaRendition,
  type PosterFile,
  type Rendition,
  renditionsOf,
  type SegmentedRendition,
  type StillRendition,
  type TextRendition,
  type TextSource,
  type TrickRendition,
  type VideoRendition,
} from './rendition.js';

// Sizes. `peakBitrate` and `averageBitrate` are upper bounds in bit/s, container included, for segments of a length in
// seconds. The others are exact, from the segment map: the bytes and frames of passed-through audio (undefined unless the
// track can be passed through), the samples and bytes of a video segment. `segmentOverhead` is the most bytes the boxes
// around a number of samples take. `chunkCount` is how many chunks a segment of one format is encoded in, `chunkBits` the most
// bits that one more adds.

export { averageBitrate, chunkBits, chunkCount, peakBitrate, segmentOverhead } from './ladder/index.js';
export { audioBytes } from './plan/audio-samples.js';
export { segmentSamples } from './plan/segment-samples.js';

// How renditions are produced. `producerOf` gives a rendition's producer: the scheduler's lane, the track, the init segment,
// the media segments. Where a producer has no `configuration`, `encodeParameterSets` encodes those of all such renditions of
// a ladder at once, by the command line `parameterSetArguments`.

export type { EncoderSettings, EncodeTimings } from './encoder.js';
export { parameterSetArguments } from './plan/video-arguments.js';
export { encodeParameterSets } from './produce/init.js';
export type {
  EncodedSegment,
  SegmentContext,
  SegmentRequest,
} from './produce/producer.js';
export { producerOf } from './produce/producers.js';

// Images: the formats that a build of ffmpeg has; the frame that is shown at a moment; the rendition for a choice of purpose, format and size, or with an id, which is undefined where a track has none such; how
// many images it has; and `produceImage`, which throws what producers of segments throw. `storyboardThumbnails` are those on its sheets, with their times,
// `clipThumbnails` the frames that stand for a clip.
// For trick play: which keyframes are shown, and until when; the rendition in the size of one of the ladder, with the id of which
// `trickRungId` tells; the most bits a frame of it has.
// With the marks of a session: `markedImage` is a rendition with marks drawn into it, as frames for trick play have those of their rendition of the ladder; `parseMarkedStillId` tells
// the id without them, `unmarkedImage` is the rendition without them. `showsMarks` tells whether a mark stands at one of the times that an image may be of.

export {
  availableFormats,
  type ClipThumbnail,
  clipThumbnails,
  frameAt,
  type ImageChoice,
  type ImageContext,
  type ImageRequest,
  imageCount,
  imageRendition,
  imageRenditionWithId,
  isPosterFormat,
  markedImage,
  parseMarkedStillId,
  produceImage,
  showsMarks,
  storyboardThumbnails,
  type Thumbnail,
  trickFrameBits,
  trickFrames,
  trickRendition,
  trickRungId,
  unmarkedImage,
} from './images/index.js';

// Clips. `trimmedRendition` is a rendition cut to some frames, which `parseTrimmedId` tells by its id; `isPassthroughCut` tells whether
// segments of other frames belong to a rendition that is passed through.

export { isPassthroughCut } from './ladder/index.js';
export { parseTrimmedId, trimmedRendition } from './trimmed-rendition.js';

// Loudness. `measureLoudness` tells how loud a stretch of a track is; `gainedRendition` is a rendition of audio that is louder or quieter, of which
// `parseGainedId` tells by its id by how much.

export { gainedRendition, parseGainedId } from './loudness/gained-rendition.js';
export { type LoudnessRequest, measureLoudness } from './loudness/measure-loudness.js';
export type { StretchLoudness } from './loudness/read-report.js';

// Text that is burned into video. `burnedRendition` is a rendition with a text drawn into it, which `parseBurnedId` tells by its id, with
// the suffix that `burnedSuffix` gives it; `isBurnable` tells whether a track can be, `isReadAsCues` whether its cues are given to ffmpeg and not its samples, `shownTimes` when it shows something. `readStandInFonts` reads the fonts for text whose own the master does not bring;
// `removeLeftovers` the files of encodes that were killed. `inMemory` has the samples of a text that is no track.

export type { BurnSource, BurnTrack } from './burn/burn.js';
export { isBurnable, isReadAsCues, shownTimes } from './burn/burnable.js';
export { type BurnableText, burnedRendition, burnedSuffix, parseBurnedId } from './burn/burned-rendition.js';
export { removeLeftovers } from './burn/remove-leftovers.js';
export { NO_FONTS, readStandInFonts, type StandInFonts } from './burn/stand-in-fonts.js';
export { inMemory } from './feed/samples-in-memory.js';

// Marks that some sessions have in their video. `markedRendition` is a rendition with marks drawn into it, which `parseMarkedId` tells by its id;
// `readMarkImages` reads the images that may be drawn.

export { readMarkImages } from './marks/images/mark-images.js';
export { markedRendition, parseMarkedId, type SessionMarks } from './marks/marked-rendition.js';

// The hidden mark that some sessions have. `tracedRendition` is a rendition with the second variant of each segment. `decodeLuma` has the frames of a segment in a small
// size, which are compared where a copy is read; throws `segment_unplayable`.

export { decodeLuma } from './produce/chunks/decode-luma.js';
export { tracedRendition, withPatternOf } from './trace/traced-rendition.js';

// The probe and the remuxer, as the masters room calls them while it indexes a master.

export { mediaTools } from './remux/media-tools.js';

// The ffmpeg build and its processes. `resolveFfmpeg` rejects with `ffmpeg_missing` or `ffmpeg_too_old` (below 5.1).
// `runFfmpeg` runs one command, confined and limited; `withScratchFolder` makes a folder for files that it reads. Close the spawn helper and kill the registry's processes to shut
// down; both resolve once the processes were reaped.

export { confinementReport } from './confinement/confinement-report.js';
export { GLOBAL_ARGUMENTS } from './ffmpeg/arguments.js';
export { type FfmpegBinary, resolveFfmpeg } from './ffmpeg/binary.js';
export { readCapabilities } from './ffmpeg/capabilities.js';
export { runFfmpeg } from './ffmpeg/process.js';
export { ProcessRegistry } from './ffmpeg/registry.js';
export { withScratchFolder } from './ffmpeg/scratch-folder.js';
export { SpawnHelper } from './ffmpeg/spawning/spawn-helper.js';
export { WarmProcesses } from './ffmpeg/warm-processes.js';
