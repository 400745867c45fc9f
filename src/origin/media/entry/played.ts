/** What the manifest of a session is of: an asset, or several parts that are played one after another. */
import type { PlaybackScope } from '../../../access/index.js';
import { type Asset, type Presentation, type Variant, variantOf } from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import {
  type AdvertisedBandwidths,
  type BandwidthOf,
  prepareManifest,
  sessionDescription,
  sessionPlaylist,
} from '../../../manifests/index.js';
import type { SessionDecision } from '../../../sessions/index.js';
import { type Exchange, placeGrant } from './entry.js';
import { viewScope } from './session-asset.js';

export type ManifestFormat = 'hls' | 'dash';

export interface Played {
  /** What the session is decided by. */
  readonly presentation: Presentation;
  readonly bandwidthOf: BandwidthOf;
  /** What is played first. */
  readonly first: Asset;
  /** The variant of `first` that is played for a rendition of the presentation. */
  firstVariant(rendition: Rendition): Variant | undefined;
  /** The manifest, in pieces of `TextBody`. Grants are issued with it. */
  manifest(decision: SessionDecision): readonly (string | Uint8Array)[];
}

/** An asset, as the session sees it. */
export async function playedAsset(
  exchange: Exchange,
  asset: Asset,
  { format, scope, bandwidths }: ManifestContext,
): Promise<Played> {
  const { presentation } = asset;
  await prepareManifest(presentation, format);
  const bandwidthOf: BandwidthOf = (rendition) => bandwidths.of(presentation, rendition);
  return {
    ...{ presentation, bandwidthOf, first: asset },
    firstVariant: (rendition) => variantOf(asset, rendition),
    manifest: (decision) => {
      const grant = placeGrant(exchange, asset.id, viewScope(scope, asset));
      return format === 'hls'
        ? [sessionPlaylist(presentation, decision, grant, bandwidthOf)]
        : sessionDescription(presentation, decision, grant, bandwidthOf);
    },
  };
}

export interface ManifestContext {
  readonly format: ManifestFormat;
  /** Of the grants. */
  readonly scope: PlaybackScope;
  readonly bandwidths: AdvertisedBandwidths;
}
