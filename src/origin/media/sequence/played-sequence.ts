/** A session that plays several parts one after another. */
import type { PlaybackScope } from '../../../access/index.js';
import { breaksOf, type Presentation, type SequencePart, seamsOf, variantOf } from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import {
  type BandwidthOf,
  breakSignaling,
  measureSequence,
  prepareManifest,
  sequenceBandwidth,
  sequenceDescription,
  sessionPlaylist,
  signalingVariables,
} from '../../../manifests/index.js';
import { sessionParameters, viewerNames } from '../../../sessions/index.js';
import { placesOf } from '../../../shared/sequence/fired-events.js';
import type { FiredEntry } from '../../../shared/sequence/sequence-entry.js';
import { queryOf } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import type { Exchange } from '../entry/entry.js';
import type { ManifestContext, Played } from '../entry/played.js';
import { placeParts, signedSequence } from './place-parts.js';
import { sequenceUrl } from './sequence-urls.js';
import type { SessionSequence } from './session-sequence.js';

export async function playedSequence(
  { services: { grantKey, seams, adFiring }, request }: Pick<Exchange, 'services' | 'request'>,
  { sequence, list, tracking }: SessionSequence,
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
  const isApart = list.some(({ at }) => at !== undefined);
  // What goes on into the playlists of interstitials: signed, since what follows from a list is kept for it.
  const parameters = isApart ? sessionParameters(queryOf(request), scope) : '';
  return {
    ...{ presentation, bandwidthOf, first: first!.asset },
    firstVariant: (rendition) => {
      const played = sequence.renditionIn(first!, rendition);
      return played && variantOf(first!.asset, played);
    },
    manifest: (decision) => {
      const fired = adFiring && keptEvents(adFiring, tracking, { presentation, scope, client });
      const ofAds = { tracking, ...(fired && { fired }) };
      const placed = placeParts(grantKey, { presentation, parts: list }, scope, ofAds);
      if (format === 'dash') {
        const played = [...decision.video, ...decision.audio];
        seams.remember(
          client,
          played.flatMap((rendition) => seamsOf(sequence, rendition)),
        );
        return sequenceDescription(sequence, placed, decision, bandwidthIn);
      }
      const url = {
        asset: presentation.asset,
        signed: signedSequence(grantKey, sequence, placed, parameters),
      };
      const uri = (rendition: Rendition) => sequenceUrl(url, `rendition=${presentation.of(rendition).key}`);
      const variables = isApart
        ? breakSignaling(breaksOf(list), (part) => tracking.get(part))
        : signalingVariables(placed);
      // What there is beside media playlists is of a programme that is played as it is, with the grant of that.
      const { grant } = placed.find(({ part }) => part === first)!;
      return [sessionPlaylist(presentation, decision, grant, bandwidthOf, { uri, variables })];
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
