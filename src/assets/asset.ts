/** An asset that is ready to play: its master's index, the segment map, its renditions, and how they are presented. */
import {
  type BurnTrack,
  imageRenditionKey,
  type Ladder,
  type LadderSource,
  type Rendition,
  renditionKey,
  type SegmentedRendition,
  type StillRendition,
  textRenditions,
  type VideoRendition,
  withDubs,
} from '../encoder/index.js';
import type { MasterIndex, MediaFile, SegmentMap, SegmentMapOptions } from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { ClipFrames } from '../shared/clip.js';
import type { Mark } from '../shared/marks/mark.js';
import type { SegmentName } from '../shared/media-url.js';
import {
  type ByteSource,
  type IgnoredSidecar,
  type Master,
  readSidecar,
  type Sidecar,
  sidecarChanged,
} from '../stores/index.js';
import type { Chapter } from '../tracks/index.js';
import type { BurnText } from './burn/burn-texts.js';
import { burnedLadder } from './burn/burned-ladder.js';
import { burnedSegments } from './burn/burned-segments.js';
import { sharedFiles } from './burn/shared-files.js';
import type { ClipSegment } from './clips/clip-segments.js';
import { cutIndex } from './cut-index.js';
import { dubTracks, type StoredDub } from './dubs/stored-dub.js';
import type { FilmMetadata } from './metadata/film-metadata.js';
import type { Presentation } from './presentation/presentation.js';
import { presentStills } from './presentation/stills.js';
import { presentWhole } from './presentation/whole-master.js';
import { playableTexts } from './text/playable-texts.js';

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
  /** Identifies the fonts that stand in for others, where text is drawn into the video. */
  readonly fontsId?: string;
  /** By the names of the images that may be drawn as marks: the hashes of their files. */
  readonly markImages?: ReadonlyMap<string, string>;
  /** The asset, made otherwise. Costs as much as cutting it; see `burnedAsset`. */
  treated(treatment: Treatment): Asset;
  /** The key of a rendition of the ladder, whole, trimmed or marked, or of images, in URLs, entity tags and logs; see `renditionKey`. */
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
}

/** The hidden mark of a session; see `tracedAsset`. */
export interface AssetTrace {
  readonly code: number;
  /** The asset and its rendition that a segment of a rendition of the ladder is of, or its init segment. */
  readonly whereIs: (rendition: VideoRendition, place: SegmentName) => AssetRendition;
}

export interface AssetRendition {
  readonly asset: Asset;
  readonly rendition: VideoRendition;
}

/** How an asset is made otherwise for some sessions. */
export interface Treatment {
  /** No video is the master's own. */
  readonly encodedVideo?: true;
  /** Burned into the video, none of which is then the master's own; segments without text are those of `others`. */
  readonly burn?: { readonly text: BurnText; readonly track: BurnTrack; readonly others: Asset };
}

/** What turns an index into an asset. */
export interface AssetOptions extends Treatment {
  readonly segmentMap: SegmentMapOptions;
  /** Identifies the build of ffmpeg and its encoders. */
  readonly buildId: string;
  /** Identifies the fonts that stand in for others where text is burned in; default none. */
  readonly fontsId?: string;
  /** See `Asset`; default none. */
  readonly markImages?: ReadonlyMap<string, string>;
  /** Whether the best renditions may be the master's video and audio, copied without an encode. */
  readonly passthrough: boolean;
  /** Opens the master or a file that was remuxed from it. */
  readonly open: (media: MediaFile, signal?: AbortSignal) => Promise<ByteSource>;
  /** See `Asset`. */
  readonly complete?: () => Promise<Asset>;
  /** See `Asset`, in the order of the master's sidecars. */
  readonly dubs?: readonly StoredDub[];
  /** See `Asset`. */
  readonly metadata?: FilmMetadata;
  /** Sidecars that were read and cannot be used. */
  readonly refusedSidecars?: readonly IgnoredSidecar[];
}

/**
 * Returns the asset of an index. Pure: the same master version, index and options give the same rendition keys.
 * @throws OnplayError `master_preparing` for a master that grows and has too little to be played yet.
 */
export function createAsset(id: AssetId, master: Master, index: MasterIndex, options: AssetOptions): Asset {
  const { burn, encodedVideo, ...plainOptions } = options;
  const { segmentMap, buildId, complete, dubs = [], metadata } = options;
  const { map, presented, outlined, ...cut } = cutIndex(index, options);
  const beside = sidecarsOf(master, options.refusedSidecars);
  const text = textRenditions(playableTexts(beside.sidecars, index.text));
  const own = encodedVideo ? { ...cut.ladder, video: cut.encodedVideo } : cut.ladder;
  const whole = { ...withDubs(own, dubTracks(dubs, index)), text };
  const ladder = burn ? burnedLadder({ ...cut, ladder: whole }, burn.text, options.fontsId ?? 'none') : whole;
  const keyOf = (rendition: Rendition) => {
    const recipe = { masterVersion: master.version, rendition, segmentMap, buildId };
    return renditionKey({ ...recipe, ...(outlined && { outlined: true }) });
  };
  const imageKeyOf = (rendition: StillRendition) =>
    imageRenditionKey({ masterVersion: master.version, rendition, buildId });
  const isKnown = !complete && !map.isOpen;
  const chapters = chaptersOf(index, metadata);
  const treated = (treatment: Treatment) => createAsset(id, master, index, { ...plainOptions, ...treatment });
  const burned = burn && { segments: burnedSegments(map, burn.track), others: burn.others };
  const played = presentWhole({ id, index: presented, map, ladder, chapters, keyOf });
  const stills = { ...cut, isBurned: burn !== undefined, presentation: played, keyOf: imageKeyOf };
  const presentation = {
    ...played,
    ...(index.video && isKnown && presentStills(index.video, stills)),
    ...(burned && { sharedFileOf: sharedFiles(burned.segments, burned.others) }),
  };
  return {
    ...{ id, master, index, map, ladder, presentation, dubs },
    ...(metadata && { metadata }),
    ...beside,
    ...(complete && { complete }),
    ...(outlined && { head: { segments: outlined.headSegments, index: presented, map: outlined.map } }),
    ...(burned && { burn: burned }),
    ...(options.fontsId !== undefined && { fontsId: options.fontsId }),
    ...(options.markImages && { markImages: options.markImages }),
    treated,
    keyOf: (rendition) => {
      if (rendition.kind === 'image') return imageKeyOf(rendition);
      const isOfSome = rendition.trim || (rendition.kind === 'video' && (rendition.marks ?? rendition.trace));
      return isOfSome ? keyOf(rendition) : presentation.of(rendition).key;
    },
    openMaster: (signal) => options.open({ kind: 'master' }, signal),
    openFile: (file, signal) => {
      const dub = dubs[file - index.files.length];
      if (dub) return dub.asset.openFile(dub.track.file, signal);
      return options.open(index.files[file] ?? { kind: 'master' }, signal);
    },
  };
}

/** Those of the file beside the master, else those within it. */
function chaptersOf({ chapters }: MasterIndex, metadata?: FilmMetadata): readonly Chapter[] {
  const milliseconds = (seconds: number) => Math.round(seconds * 1000);
  const beside = metadata?.chapters?.map(({ start, title }) => ({ start: milliseconds(start), title }));
  return beside?.map((chapter) => ({ ...chapter, language: 'und' })) ?? chapters;
}

type AssetSidecars = Pick<Asset, 'sidecars' | 'ignoredSidecars' | 'readSidecar'>;

function sidecarsOf({ sidecars }: Master, refused: readonly IgnoredSidecar[] = []): AssetSidecars {
  const { files = [], ignored = [] } = sidecars ?? {};
  return {
    sidecars: files.map(({ file: _, ...sidecar }) => sidecar),
    ignoredSidecars: [...ignored, ...refused],
    readSidecar: async ({ name, version }, signal) => {
      const stored = files.find((sidecar) => sidecar.name === name && sidecar.version === version);
      if (!stored) throw sidecarChanged();
      return readSidecar(stored, signal);
    },
  };
}

/** The tracks that renditions are made of: the master's, and those of audio beside it. */
export function tracksOf({ index, dubs }: Asset): LadderSource {
  const beside = dubTracks(dubs, index).map(({ track }) => track);
  return { video: index.video, audio: [...index.audio, ...beside] };
}

/** The asset with all of its index. @throws OnplayError as `Asset.complete`. */
export async function completed(asset: Asset): Promise<Asset> {
  return asset.complete ? asset.complete() : asset;
}

/**
 * The asset with the index and the map that a segment is produced by; undefined while that is not known. The first segments of a film that
 * is cut by its outline are always produced by that, so that their bytes do not depend on when they are.
 */
export function assetForSegment(asset: Asset, segment: number): Asset | undefined {
  const { complete, head, ...known } = asset;
  if (head && segment < head.segments) return { ...known, index: head.index, map: head.map };
  return complete ? undefined : asset;
}

/**
 * Opens one of the asset's files for `use` and returns its result. Afterwards the file is opened once more, to check its
 * version: when the master was overwritten meanwhile, the result of `use`, good or bad, belongs to neither version. For a remote
 * master this costs no request, and needs none: every answer it was read from had to name the version (`s3Source`).
 * @param signal ends reads of a remote master.
 * @throws OnplayError what `openFile` throws, before and after; else what `use` throws.
 */
export function withFile<T>(
  asset: Asset,
  file: number,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return usedUnchanged((until) => asset.openFile(file, until), use, signal);
}

/** As `withFile`, of the master itself. @throws OnplayError what `openMaster` throws, before and after; else what `use` throws. */
export function withMaster<T>(
  asset: Asset,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return usedUnchanged((until) => asset.openMaster(until), use, signal);
}

async function usedUnchanged<T>(
  open: (signal?: AbortSignal) => Promise<ByteSource>,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const source = await open(signal);
  const [outcome] = await Promise.allSettled([use(source)]);
  await source.close();
  await (await open()).close();
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
