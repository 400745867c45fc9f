/** A session that plays several parts one after another. */
import type { PlaybackScope } from '../../../access/index.js';
import { type Presentation, type SequencePart, seamsOf, variantOf } from '../../../assets/index.js';
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
import { placesOf } from '../../../shared/sequence/fired-events.js';
import type { FiredEntry } from '../../../shared/sequence/sequence-entry.js';
import type { Services } from '../../services.js';
import type { Exchange } from '../entry/entry.js';
import type { ManifestContext, Played } from '../entry/played.js';
import { placeParts, signedSequence } from './place-parts.js';
import type { SessionSequence } from './session-sequence.js';

export async function playedSequence(
  { services: { grantKey, seams, adFiring }, request }: Pick<Exchange, 'services' | 'request'>,
  { sequence, tracking }: SessionSequence,
  { format, scope, bandwidths }: ManifestContext,
): Promise<Played> {
  const { presentation, parts } = sequence;
  const { client } = viewerNames(scope, request.ip);
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
      const fired = adFiring && keptEvents(adFiring, tracking, { presentation, scope, client });
      const placed = placeParts(grantKey, sequence, scope, { tracking, ...(fired && { fired }) });
      if (format === 'dash') {
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

interface FiredContext {
  readonly presentation: Pick<Presentation, 'asset'>;
  /** For as long as it opens media, events are kept. */
  readonly scope: PlaybackScope;
  readonly client: string;
}

/** Keeps what this origin requests as the ads of a session are delivered. */
function keptEvents(
  firing: NonNullable<Services['adFiring']>,
  tracking: SessionSequence['tracking'],
  { presentation, scope, client }: FiredContext,
): ReadonlyMap<SequencePart, FiredEntry> {
  const kept = { asset: presentation.asset, client, expiresAtSeconds: scope.expiresAtSeconds };
  return new Map(
    [...tracking].flatMap(([part, { fired = [] }]) => {
      const places = placesOf(fired);
      if (places === 0) return [];
      return [[part, { id: firing.keep({ ...kept, events: fired }), places }] as const];
    }),
  );
}

/** Where the media playlist of a rendition is, relative to the multivariant playlist: beside it, as it belongs to one viewer too. */
function playlistUris(
  { presentation }: SessionSequence['sequence'],
  signed: string,
): (rendition: Rendition) => string {
  const name = assetPath(presentation.asset).split('/').at(-1);
  return (rendition) => `${name}.m3u8?sequence=${signed}&rendition=${presentation.of(rendition).key}`;
}
