/**
 * Masters as assets: resolved in the master store, indexed once per version, cached in memory and on disk, presented and
 * described. The room never encodes segments and never reads HTTP, tokens or sessions.
 */

// An asset: its index, segment map and ladder. `withFile` opens one of its files, and throws `master_changed` when the
// master was replaced meanwhile. `completed` waits for the index of one of which only the outline is known;
// `assetForSegment` is what a segment is produced by, if that is known already; `tracksOf` are the tracks it is produced of. `describeAsset` returns plain JSON values, in seconds, bytes and bits per second;
// `missedTexts` says which tracks are not played and why.

export type { Asset, AssetMarks } from './asset.js';
export { withFile, withMaster } from './asset-files.js';
export { assetForSegment, completed, tracksOf } from './asset-for-segment.js';
export { describeAsset } from './describe-asset.js';
export { assetImage, imageTrack, posterFile } from './image-track.js';
export { missedTexts } from './not-played.js';

// The logos of assets, which all viewers see: `readLogos` reads them from a file; throws `config_invalid`.

export { type Logos, parseLogos } from './logos/logos.js';
export { readLogos } from './logos/read-logos.js';

// What the JSON file beside a master may say.

export { type FilmMetadata, parseFilmMetadata } from './metadata/film-metadata.js';

// The presentation of an asset: all that manifests say of it. Times are ticks of a timeline's `timescale`, bandwidth is in
// bit/s, peak and average.

export { type Bandwidth, bandwidthOf } from './presentation/bandwidth.js';
export type { PresentedChapter } from './presentation/chapters.js';
export { measureRenditions } from './presentation/measure-renditions.js';
export type { Presentation, SegmentFile } from './presentation/presentation.js';
export type { PresentedCaptions } from './presentation/presented-captions.js';
export type { PresentedRendition } from './presentation/presented-rendition.js';
export type { Thumbnails } from './presentation/thumbnails.js';
export { segmentsOf, type Timeline } from './presentation/timeline.js';
export type { TrickPlay } from './presentation/trick-play.js';

// The texts of assets, each read once, in threads (`TextThreads`) or, in tests, in this one; with what of them is not shown as it was written. A
// `SourceTrack` is one that is read as a whole to be burned in.

export type { SourceTrack } from './text/source-track.js';
export { readInThisThread, type TextReading } from './text/text-reading.js';
export { TextThreads } from './text/text-threads.js';
export { type TextReport, Texts } from './text/texts.js';

// Assets as some sessions see them. `burnedAsset` has a text burned into its video, and shares the segments in which nothing is shown
// with all other sessions.

// A variant: a rendition of one version of an asset, which its key names. `segmentOf` is where a segment is found that its playlist lists. `versionGone` is the error for media of a
// superseded version.

export { burnedAsset } from './burned-asset.js';
// Clips. `resolveClip` tells which frames a clip has, `clipOf` is an asset cut to them: its segments are those of the whole but for the first and the
// last. `sharedSegments` are those, `nextInClip` is what follows a segment.

export { sharedSegments } from './clips/clip-segments.js';
export { clipOf } from './clips/cut-asset.js';
export { nextInClip } from './clips/next-in-clip.js';
export { resolveClip } from './clips/resolve-clip.js';
// Marks. `markedAsset` is an asset with the marks of a session in its video: its segments without any are those of all sessions. `findMarkedVariant` finds one of its renditions, `nextWithMarks` is what follows a segment, `nextInMarkedClip` the same of a clip. `stillOf` is where an image is found that such a session asks for.

export { findMarkedVariant } from './marks/find-marked-variant.js';
export { markedAsset } from './marks/marked-asset.js';
export { marksWithImages } from './marks/marks-with-images.js';
export { nextInMarkedClip, nextWithMarks } from './marks/next-with-marks.js';
export { stillOf } from './marks/still-of.js';
// Hidden marks. `tracedAsset` is an asset of whose segments a session gets one of two variants each, by names that do not tell which; `findTraced` finds one by such
// a name, `findTracedPlaylist` a rendition by that of its playlist, `secondVariants` has all those that the other sessions do not get. `nextWithTrace` is what follows a segment. Throw `trace_impossible`.

export { findTraced, findTracedPlaylist } from './trace/find-traced.js';
export { nextWithTrace } from './trace/next-with-trace.js';
export { secondVariants } from './trace/second-variants.js';
export { type SessionTrace, tracedAsset } from './trace/traced-asset.js';
export {
  type FoundSegment,
  findGainedVariant,
  findVariant,
  hasRenditionOf,
  hasSegment,
  segmentCount,
  segmentOf,
  type Variant,
  variantOf,
} from './variant.js';
export { versionGone } from './version-gone.js';

// Sequences: assets, or parts of them, that are played one after another. `programmeOf` is what pieces are cut of, `piecesWithin` has their frames; `insertAsset` is what is
// played of another asset, `withSilence` where it has no audio, `arrangeParts` puts it in; `arrangeInterstitials` leaves the programme as it is, and `breaksOf` has the times. Throw
// `sequence_impossible`, `clip_impossible`.

export { type ArrangedInterstitial, arrangeInterstitials } from './sequence/arrange-interstitials.js';
export { type Arranged, arrangeParts, type PlacedInsert } from './sequence/arrange-parts.js';
export { breaksOf, type LostInsert, type SequenceBreak } from './sequence/breaks.js';
export { insertAsset, insertFrame } from './sequence/insert-asset.js';
export { interstitialSeams } from './sequence/interstitial-seams.js';
export { cuttingOf, pieceOf, piecesWithin, programmeOf } from './sequence/programme-pieces.js';
export { type Seam, seamsOf } from './sequence/seams.js';
export { fitsPlaylists, type Sequence, type SequencePart, sequenceOf } from './sequence/sequence.js';
export { withSilence } from './silent-asset.js';

// Loudness. `KnownLoudness` has assets measured, in the background, and tells by how much an insert is made louder or quieter; `gainedAsset` is an asset with so much, `isGainedKey` tells by a key whether it is of one. `findGainedVariant` finds
// what is made so, without the secret that is in its key.

export { gainedAsset, isGainedKey } from './audio-gain/gained-asset.js';
export { KnownLoudness } from './loudness/known-loudness.js';

// The library. `get` resolves to the asset as its master is now and indexes the master on first use; it rejects with
// OnplayErrors: `asset_unknown`, a `master_…` code, `copies_full`, `queue_full`, `encode_cancelled`,
// `shutting_down`. `list` returns assets with their `AssetState`, without indexing; `onEvent` gets an `AssetEvent`.

export { AssetLibrary, type AssetLibraryOptions } from './library/asset-library.js';
export type { AssetEvent, AssetState } from './library/asset-state.js';

// What a library is built from: stored indexes, the remuxed copies of masters (bounded in bytes; `copies_full` when there
// is no room), and the worker threads that build indexes. `ensureDataFolder` creates the data directory, or throws
// `data_unwritable`.

export { CopyStore } from './copies/copy-store.js';
export { MasterCopies } from './copies/master-copies.js';
export { masterReading } from './copies/master-reading.js';
export { SharedCopies } from './copies/shared-copies.js';
export { ensureDataFolder } from './data-folder.js';
export { createIndexStore, type IndexStore } from './index-store.js';
export { IndexingThreads } from './indexing/indexing-threads.js';

// What a fleet shares: failures, of masters as of segments, without waiting for anything; and indexes, each of which one process builds and the others get.

export { shareFailures } from './shared/shared-failures.js';
export { shareIndexes } from './shared/shared-indexes.js';
