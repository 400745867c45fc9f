/** `GET /{asset}.m3u8?sequence=…&rendition=…`: the media playlist of a rendition, of a session that plays several parts. */
import { type PlaybackScope, verifySequence } from '../../../access/index.js';
import {
  type Asset,
  completed,
  measureRenditions,
  pieceOf,
  programmeOf,
  type Sequence,
  type SequencePart,
  seamsOf,
  sequenceOf,
  type Variant,
  versionGone,
} from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import { sequencePlaylist } from '../../../manifests/index.js';
import {
  assertMarked,
  assertUntraceable,
  isTracedKey,
  readQueryParameter,
  variantFor,
  viewerNames,
} from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import type { FiredEntry, SequenceEntry } from '../../../shared/sequence/sequence-entry.js';
import type { TraceSecret } from '../../../shared/trace/trace-secret.js';
import { cachePolicy } from '../../cache-policy.js';
import { clientSignal, queryOf, requestContext } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import type { Exchange } from '../entry/entry.js';
import { grantedMarks, withMarks } from '../entry/session-asset.js';
import { authorizeTracedPlaylist } from '../open-media.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from '../responses/send-manifest.js';
import { insertOfEntry } from './load-inserts.js';
import { ofViewer, placeParts } from './place-parts.js';
import type { SequencePlaylists } from './sequence-playlists.js';

export const SEQUENCE_PARAMETER = 'sequence';

const SEQUENCE = { read: (text: string) => text, expected: 'as a manifest has it' };
const RENDITION = {
  read: (text: string) => (RENDITION_KEY.test(text) ? text : undefined),
  expected: 'as a manifest has it',
};
const RENDITION_KEY = /^[atv][a-z0-9-]{1,40}-[0-9a-f]{16}$/;

/**
 * Answers with the parts that the signed list names, in the versions that it names: all playlists of a session have the same.
 * @throws OnplayError `query_invalid`, `grant_…`, `too_many_streams`, `version_gone`, `rendition_unknown`, `no_rendition_allowed`,
 *   `unmarked_forbidden`, `untraced_forbidden`; as `AssetLibrary.get`.
 */
export async function sendSequencePlaylist(
  exchange: Exchange,
  id: AssetId,
  playlists: SequencePlaylists,
): Promise<void> {
  const { services, request, response } = exchange;
  const query = queryOf(request);
  const signed = readQueryParameter(query, SEQUENCE_PARAMETER, SEQUENCE) ?? '';
  const key = readQueryParameter(query, 'rendition', RENDITION) ?? '';
  const { grant, entries } = verifySequence(services.grantKey, id, signed);
  const scope = services.grants.verify(grant, requestContext(request, id));
  services.streams.assertPlace(scope);
  if (versionMarkOf(key) !== scope.granted?.version) throw versionGone();
  const { client } = viewerNames(scope, request.ip);
  const wanted = { id, key, entries, client, scope: ofViewer(scope) };
  const name = { asset: id, sequence: signed, rendition: key, client };
  await sendManifest(request, response, {
    text: await playlists.of(name, clientSignal(response), (signal) =>
      buildPlaylist(services, wanted, signal),
    ),
    contentType: contentTypes.hls,
    caching: cachePolicy.multivariantPlaylist,
    vary: 'Accept-Encoding',
  });
}

interface WantedPlaylist {
  readonly id: AssetId;
  /** Of the rendition. */
  readonly key: string;
  readonly entries: readonly SequenceEntry[];
  /** Who will play it. */
  readonly client: string;
  /** Of the viewer. */
  readonly scope: PlaybackScope;
}

async function buildPlaylist(
  services: Services,
  { id, key, entries, client, scope }: WantedPlaylist,
  signal: AbortSignal,
): Promise<string> {
  const { library, traceSecret } = services;
  const isTraced = isTracedKey(key);
  const loaded = isTraced ? library.getForMedia(id, signal) : library.getForRendition(id, key, signal);
  const current = await completed(await loaded);
  // The limits of the grant are compared with them.
  await measureRenditions(current.presentation);
  const { asset, rendition } = playedVariant(current, key, scope, traceSecret);
  const marks = grantedMarks(scope, traceSecret);
  // Of audio and text it is the asset without marks, and the grants in their playlists are for its video too.
  const programme = programmeOf(asset.marked || asset.traced ? asset : withMarks(asset, marks));
  const partOf = async (entry: SequenceEntry): Promise<SequencePart> => {
    if ('asset' in entry) return insertOfEntry(services, entry, { scope, marks, signal });
    return { asset: pieceOf(programme, entry.frames) };
  };
  const sequence = sequenceOf(programme, await Promise.all(entries.map(partOf)));
  services.seams.remember(client, seamsOf(sequence, rendition as Rendition));
  const placed = placeParts(services.grantKey, sequence, scope, { fired: firedIn(entries, sequence) });
  return sequencePlaylist(sequence, placed, rendition as Rendition, trackedIn(entries));
}

/** What is played, whole. Of video it has the marks that the grant demands. */
function playedVariant(current: Asset, key: string, scope: PlaybackScope, secret: TraceSecret): Variant {
  if (isTracedKey(key)) return authorizeTracedPlaylist(current, key, scope, secret);
  const variant = variantFor(current, key, scope);
  assertMarked(current, variant, 'playlist', scope);
  assertUntraceable(variant, 'playlist', scope);
  return variant;
}

/** The parts whose events this origin requests. */
function firedIn(
  entries: readonly SequenceEntry[],
  { parts }: Sequence,
): ReadonlyMap<SequencePart, FiredEntry> {
  return new Map(
    entries.flatMap((entry, n) =>
      'asset' in entry && entry.fired ? [[parts[n]!, entry.fired] as const] : [],
    ),
  );
}

/** The numbers of the parts whose tracking is in the multivariant playlist. */
function trackedIn(entries: readonly SequenceEntry[]): ReadonlySet<number> {
  return new Set(entries.flatMap((entry, n) => ('asset' in entry && entry.isTracked ? [n] : [])));
}
