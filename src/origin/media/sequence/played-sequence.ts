/** A session that plays several parts one after another. */
import { type Presentation, seamsOf, variantOf } from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import {
  type BandwidthOf,
  measureSequence,
  prepareManifest,
  sequenceBandwidth,
  sequenceDescription,
  sessionPlaylist,
  signalingVariables,
} from '../../../manifests/index.js';
import { viewerNames } from '../../../sessions/index.js';
import { assetPath } from '../../../shared/asset-id.js';
import type { Exchange } from '../entry/entry.js';
import type { ManifestContext, Played } from '../entry/played.js';
import { placeParts, signedSequence } from './place-parts.js';
import type { SessionSequence } from './session-sequence.js';

export async function playedSequence(
  { services: { grantKey, seams }, request }: Pick<Exchange, 'services' | 'request'>,
  { sequence, tracking }: SessionSequence,
  { format, scope, bandwidths }: ManifestContext,
): Promise<Played> {
  const { presentation, parts } = sequence;
  await measureSequence(sequence);
  for (const { asset } of parts) await prepareManifest(asset.presentation, format);
  const bandwidthIn =
    (of: Presentation): BandwidthOf =>
    (rendition) =>
      bandwidths.of(of, rendition);
  const bandwidthOf = sequenceBandwidth(sequence, bandwidthIn);
  const [first] = parts;
  return {
    ...{ presentation, bandwidthOf, first: first!.asset },
    firstVariant: (rendition) => {
      const played = sequence.renditionIn(first!, rendition);
      return played && variantOf(first!.asset, played);
    },
    manifest: (decision) => {
      const placed = placeParts(grantKey, sequence, scope, tracking);
      if (format === 'dash') {
        const { client } = viewerNames(scope, request.ip);
        const played = [...decision.video, ...decision.audio];
        seams.remember(
          client,
          played.flatMap((rendition) => seamsOf(sequence, rendition)),
        );
        return sequenceDescription(sequence, placed, decision, bandwidthIn);
      }
      const uri = playlistUris(sequence, signedSequence(grantKey, sequence, placed));
      // Nothing but media playlists is in it.
      const variables = signalingVariables(placed);
      return [sessionPlaylist(presentation, decision, '', bandwidthOf, { uri, variables })];
    },
  };
}

/** Where the media playlist of a rendition is, relative to the multivariant playlist: beside it, as it belongs to one viewer too. */
function playlistUris(
  { presentation }: SessionSequence['sequence'],
  signed: string,
): (rendition: Rendition) => string {
  const name = assetPath(presentation.asset).split('/').at(-1);
  return (rendition) => `${name}.m3u8?sequence=${signed}&rendition=${presentation.of(rendition).key}`;
}
