/** An asset that is ready to play: its master's index, the segment map, its renditions, and how they are presented. */
import type {
  AudioGain,
  BurnTrack,
  ImageRendition,
  Ladder,
  Rendition,
  SegmentedRendition,
  VideoRendition,
} from '../encoder/index.js';
import type { MasterIndex, SegmentMap } from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { ClipFrames } from '../shared/clip.js';
import type { ImageMark, Mark } from '../shared/marks/mark.js';
import type { SegmentName } from '../shared/media-url.js';
import type { ByteSource, IgnoredSidecar, Master, Sidecar } from '../stores/index.js';
import type { BurnText } from './burn/burn-texts.js';
import type { ClipSegment } from './clips/clip-segments.js';
import type { StoredDub } from './dubs/stored-dub.js';
import type { FilmMetadata } from './metadata/film-metadata.js';
import type { Presentation } from './presentation/presentation.js';

export interface Asset {
  readonly id: AssetId;
  readonly master: Master;
  readonly index: MasterIndex;
  readonly map: SegmentMap;
  readonly ladder: Ladder;
  readonly presentation: Presentation;
  /** The files beside the master that belong to it, in a stable order. They say nothing of the master's index and its keys. */
  readonly sidecars: readonly Sidecar[];
  /** Files beside the master that have the name of a sidecar and are not used; at most some hundred. */
  readonly ignoredSidecars: readonly IgnoredSidecar[];
  /** Those of `sidecars` that are audio and were indexed. */
  readonly dubs: readonly StoredDub[];
  /** What the JSON file among `sidecars` says, if it was read and is well-formed. */
  readonly metadata?: FilmMetadata;
  /**
   * Present while only the outline of a master is known. Everything but `index` and `map.firstFrames` is as in the complete asset, for
   * which this waits. @throws OnplayError why it cannot be completed; `master_preparing` when that takes longer than a request may.
   */
  readonly complete?: () => Promise<Asset>;
  /** Present for a film that is cut by its outline: this asset as far as that tells, which is enough for the first segments. */
  readonly head?: { readonly segments: number; readonly index: MasterIndex; readonly map: SegmentMap };
  /** Present where text is burned into the video of the ladder: which segments have some, and the asset that has the others. */
  readonly burn?: { readonly segments: ReadonlySet<number>; readonly others: Asset };
  /** Present where the asset is cut to some frames; see `cutAsset`. `map`, `ladder` and `presentation` are of these. */
  readonly clip?: AssetClip;
  /** Present where a session's marks are in the video of the ladder: which segments have some, and the asset that has the others. */
  readonly marked?: AssetMarks;
  /** Present where the video of the ladder has the hidden mark of a session: all its segments are of other assets. */
  readonly traced?: AssetTrace;
  /** Present where the audio of the ladder is louder or quieter than in the master; see `gainedAsset`. */
  readonly gain?: AudioGain;
  /** The seal of a gain, in decibels. Absent where the secret is not known, as on a worker. */
  readonly gainSeal?: (decibels: number) => string;
  /** Identifies the fonts that stand in for others, where text is drawn into the video. */
  readonly fontsId?: string;
  /** By the names of the images that may be drawn as marks: the hashes of their files. */
  readonly markImages?: ReadonlyMap<string, string>;
  /** Drawn into its video for all viewers, with the hashes of the files; empty for none. */
  readonly logo: readonly ImageMark[];
  /** The asset, made otherwise. Costs as much as cutting it; see `burnedAsset`. */
  treated(treatment: Treatment): Asset;
  /** The key of a rendition of the ladder, whole, trimmed, marked or with a gain, or of images, in URLs, entity tags and logs; see `renditionKey`. */
  keyOf(rendition: SegmentedRendition): string;
  /**
   * Opens the file of one of `tracksOf`. The caller closes it.
   * @param signal ends reads of a remote master.
   * @throws OnplayError `master_changed` when the master is no longer this version, `master_copy_missing`,
   *   `master_unreadable`.
   */
  openFile(file: number, signal?: AbortSignal): Promise<ByteSource>;
  /** Opens the master itself. The caller closes it. @throws OnplayError as `openFile`. */
  openMaster(signal?: AbortSignal): Promise<ByteSource>;
  /**
   * Reads all of one of `sidecars`, which are limited by their role. Not for audio, which is read by ranges.
   * @throws OnplayError `sidecar_changed` when it is no longer this version, `master_unreadable`, `store_unavailable`.
   */
  readSidecar(sidecar: Sidecar, signal?: AbortSignal): Promise<Uint8Array>;
}

/** What an asset is cut to. */
export interface AssetClip extends ClipFrames {
  /** Of the clip, in order. */
  readonly segments: readonly ClipSegment[];
  readonly whole: Asset;
}

/** What is drawn into an asset for one session; see `markedAsset`. Of a clip, that of the whole. */
export interface AssetMarks {
  readonly marks: readonly Mark[];
  readonly segments: ReadonlySet<number>;
  readonly others: Asset;
  /** Whether one of the frames, of which there is at least one, has a mark. */
  readonly isShownIn: (frames: ClipFrames) => boolean;
  /** The rendition of `others` for one of the ladder; undefined for one without marks. */
  readonly plainOf: (rendition: Rendition) => Rendition | undefined;
  /** An image of its frames with the marks; one that is made of a file as it is. */
  readonly imageOf: (rendition: ImageRendition) => ImageRendition;
}

/** The hidden mark of a session; see `tracedAsset`. */
export interface AssetTrace {
  readonly code: number;
  /** The asset, its rendition and the segment that a segment of a rendition of the ladder is, or its init segment. */
  readonly whereIs: (rendition: VideoRendition, place: SegmentName) => AssetSegment;
  /**
   * The same of the frames of a rendition of the ladder that a clip begins or ends with, which are not cut yet; and its name in URLs.
   * @throws RangeError for frames of several segments, which have no one mark.
   */
  readonly cutOf: (rendition: VideoRendition, frames: ClipFrames) => AssetSegment & { readonly key: string };
}

export interface AssetRendition {
  readonly asset: Asset;
  readonly rendition: VideoRendition;
}

export interface AssetSegment extends AssetRendition {
  readonly name: SegmentName;
}

/** How an asset is made otherwise for some sessions. */
export interface Treatment {
  /** No video is the master's own. */
  readonly encodedVideo?: true;
  /** A silent track is its only audio; see `withSilence`. */
  readonly silence?: true;
  /** Burned into the video, none of which is then the master's own; segments without text are those of `others`. */
  readonly burn?: { readonly text: BurnText; readonly track: BurnTrack; readonly others: Asset };
  /** All audio has it, and none is the master's own. */
  readonly gain?: AudioGain;
}
