/** Makes assets of indexes. */
import {
  gainedRendition,
  imageRenditionKey,
  type Rendition,
  renditionKey,
  type StillRendition,
  textRenditions,
  withDubs,
} from '../encoder/index.js';
import type { MasterIndex, MediaFile, SegmentMapOptions } from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { GainSeal } from '../shared/gain/gain-seal.js';
import type { ByteSource, IgnoredSidecar, Master } from '../stores/index.js';
import type { Chapter } from '../tracks/index.js';
import type { Asset, Treatment } from './asset.js';
import { assetSidecars } from './asset-sidecars.js';
import { burnedLadder } from './burn/burned-ladder.js';
import { burnedSegments } from './burn/burned-segments.js';
import { sharedFiles } from './burn/shared-files.js';
import { cutIndex } from './cut-index.js';
import { dubTracks, type StoredDub } from './dubs/stored-dub.js';
import type { Logos } from './logos/logos.js';
import { withLogo } from './logos/with-logo.js';
import type { FilmMetadata } from './metadata/film-metadata.js';
import { presentStills } from './presentation/stills.js';
import { presentWhole } from './presentation/whole-master.js';
import { silentIndex } from './silent-asset.js';
import { playableTexts } from './text/playable-texts.js';

/** What turns an index into an asset. */
export interface AssetOptions extends Omit<Treatment, 'silence'> {
  readonly segmentMap: SegmentMapOptions;
  /** Identifies the build of ffmpeg and its encoders. */
  readonly buildId: string;
  /** Identifies the fonts that stand in for others where text is burned in; default none. */
  readonly fontsId?: string;
  /** See `Asset`; default none. */
  readonly markImages?: ReadonlyMap<string, string>;
  /** Of all assets; default none. */
  readonly logos?: Pick<Logos, 'of'>;
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
  /** Without it, no audio has a gain. */
  readonly gainSeal?: GainSeal;
}

/**
 * Returns the asset of an index. Pure: the same master version, index and options give the same rendition keys.
 * @throws OnplayError `master_preparing` for a master that grows and has too little to be played yet.
 */
export function createAsset(id: AssetId, master: Master, index: MasterIndex, options: AssetOptions): Asset {
  const { burn, encodedVideo, ...plainOptions } = options;
  const { segmentMap, buildId, complete, dubs = [], metadata } = options;
  const logo = options.logos?.of(id) ?? [];
  const { map, presented, outlined, ...cut } = withLogo(cutIndex(index, options), logo);
  const beside = assetSidecars(master, options.refusedSidecars);
  const text = textRenditions(playableTexts(beside.sidecars, index.text));
  const own = encodedVideo ? { ...cut.ladder, video: cut.encodedVideo } : cut.ladder;
  const { gain, gainSeal } = options;
  const { video, audio } = withDubs(own, dubTracks(dubs, index));
  const whole = { video, audio: gain ? audio.map((each) => gainedRendition(each, gain)) : audio, text };
  const ladder = burn ? burnedLadder({ ...cut, ladder: whole }, burn.text, options.fontsId ?? 'none') : whole;
  const keyOf = (rendition: Rendition) => {
    const recipe = { masterVersion: master.version, rendition, segmentMap, buildId };
    return renditionKey({ ...recipe, ...(outlined && { outlined: true }) });
  };
  const imageKeyOf = (rendition: StillRendition) =>
    imageRenditionKey({ masterVersion: master.version, rendition, buildId });
  const isKnown = !complete && !map.isOpen;
  const chapters = chaptersOf(index, metadata);
  const treated = ({ silence, ...treatment }: Treatment) =>
    createAsset(id, master, silence ? silentIndex(index) : index, { ...plainOptions, ...treatment });
  const burned = burn && { segments: burnedSegments(map, burn.track), others: burn.others };
  const played = presentWhole({ id, index: presented, map, ladder, chapters, keyOf });
  const stills = { ...cut, logo, isBurned: burn !== undefined, presentation: played, keyOf: imageKeyOf };
  const presentation = {
    ...played,
    ...(index.video && isKnown && presentStills(index.video, stills)),
    ...(burned && { sharedFileOf: sharedFiles(burned.segments, burned.others) }),
  };
  return {
    ...{ id, master, index, map, ladder, presentation, dubs, logo },
    ...(metadata && { metadata }),
    ...beside,
    ...(complete && { complete }),
    ...(outlined && { head: { segments: outlined.headSegments, index: presented, map: outlined.map } }),
    ...(burned && { burn: burned }),
    ...(gain && { gain }),
    ...(gainSeal && { gainSeal: (decibels: number) => gainSeal(id, decibels) }),
    ...(options.fontsId !== undefined && { fontsId: options.fontsId }),
    ...(options.markImages && { markImages: options.markImages }),
    treated,
    keyOf: (rendition) => {
      if (rendition.kind === 'image') return imageKeyOf(rendition);
      const isOfSome =
        rendition.trim ||
        (rendition.kind === 'video' && (rendition.marks ?? rendition.trace)) ||
        (rendition.kind === 'audio' && rendition.gain);
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
