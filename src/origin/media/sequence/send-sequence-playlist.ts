/** `GET /{asset}.m3u8?sequence=…&rendition=…`: the media playlist of a rendition, of a session that plays several parts. */
import type { Logger } from 'pino';
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Asset,
  breaksOf,
  completed,
  interstitialSeams,
  type LostInsert,
  measureRenditions,
  pieceOf,
  programmeOf,
  type SequenceBreak,
  type SequencePart,
  seamsOf,
  sequenceOf,
  type Variant,
  versionGone,
} from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import { interstitialPlaylist, sequencePlaylist } from '../../../manifests/index.js';
import {
  assertMarked,
  assertUntraceable,
  isTracedKey,
  readQueryParameter,
  variantFor,
} from '../../../sessions/index.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import {
  type FiredEntry,
  hasInterstitials,
  type SequenceEntry,
} from '../../../shared/sequence/sequence-entry.js';
import type { TraceSecret } from '../../../shared/trace/trace-secret.js';
import { cachePolicy } from '../../cache-policy.js';
import { clientSignal, queryOf } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import type { Exchange } from '../entry/entry.js';
import { grantedMarks, withMarks } from '../entry/session-asset.js';
import { authorizeTracedPlaylist } from '../open-media.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from '../responses/send-manifest.js';
import { insertOfEntry, insertUnlessLost } from './load-inserts.js';
import type { OpenedSequence } from './open-sequence.js';
import { ofViewer, placeParts } from './place-parts.js';
import { BREAK_PARAMETER } from './send-asset-list.js';
import type { SequencePlaylists } from './sequence-playlists.js';
import { type SequenceUrl, sequenceUrl } from './sequence-urls.js';
import { writtenAs } from './written-parameters.js';

const RENDITION = writtenAs(/^[atv][a-z0-9-]{1,40}-[0-9a-f]{16}$/);

/**
 * Answers with the parts that the signed list names, in the versions that it names: all playlists of a session have the same.
 * @throws OnplayError `query_invalid`, `version_gone`, `rendition_unknown`, `no_rendition_allowed`, `unmarked_forbidden`,
 *   `untraced_forbidden`; as `AssetLibrary.get`.
 */
export async function sendSequencePlaylist(
  exchange: Exchange,
  { url, entries, scope, client }: OpenedSequence,
  playlists: SequencePlaylists,
): Promise<void> {
  const { services, request, response } = exchange;
  const key = readQueryParameter(queryOf(request), 'rendition', RENDITION) ?? '';
  if (scope.granted && versionMarkOf(key) !== scope.granted.version) throw versionGone();
  const wanted = { url, key, entries, client, scope: ofViewer(scope), log: request.log };
  await sendManifest(request, response, {
    text: await playlists.of({ ...url, rendition: key, client }, clientSignal(response), (signal) =>
      buildPlaylist(services, wanted, signal),
    ),
    contentType: contentTypes.hls,
    caching: cachePolicy.multivariantPlaylist,
    vary: 'Accept-Encoding',
  });
}

interface WantedPlaylist {
  readonly url: SequenceUrl;
  /** Of the rendition. */
  readonly key: string;
  readonly entries: readonly SequenceEntry[];
  /** Who will play it. */
  readonly client: string;
  /** Of the viewer. */
  readonly scope: PlaybackScope;
  readonly log: Pick<Logger, 'warn'>;
}

async function buildPlaylist(
  services: Services,
  { url, key, entries, client, scope, log }: WantedPlaylist,
  signal: AbortSignal,
): Promise<string> {
  const { library, traceSecret } = services;
  const loaded = isTracedKey(key)
    ? library.getForMedia(url.asset, signal)
    : library.getForRendition(url.asset, key, signal);
  const current = await completed(await loaded);
  // The limits of the grant are compared with them.
  await measureRenditions(current.presentation);
  const { asset, rendition: found } = playedVariant(current, key, scope, traceSecret);
  const rendition = found as Rendition;
  const marks = grantedMarks(scope, traceSecret);
  // Of audio and text it is the asset without marks, and the grants in their playlists are for its video too.
  const seen = asset.marked || asset.traced ? asset : withMarks(asset, marks);
  const programme = isUncut(entries) ? seen : programmeOf(seen);
  const partOf = async (entry: SequenceEntry): Promise<SequencePart | LostInsert> => {
    if (!('asset' in entry)) return { asset: entry.frames ? pieceOf(programme, entry.frames) : programme };
    const { at } = entry;
    if (at === undefined) return insertOfEntry(services, entry, { scope, marks, signal });
    const part = await insertUnlessLost(services, entry, { scope, marks, signal, log });
    return part ? { ...part, at } : { at, isLost: true };
  };
  const list = await Promise.all(entries.map(partOf));
  const parts = list.filter((each): each is SequencePart => 'asset' in each && each.at === undefined);
  const sequence = sequenceOf(programme, parts);
  const breaks = breaksOf(list);
  services.seams.remember(client, [
    ...seamsOf(sequence, rendition),
    ...interstitialSeams(sequence, breaks, rendition),
  ]);
  const isTracked = (part: SequencePart) => trackedEntry(entries[list.indexOf(part)]);
  if (hasInterstitials(entries))
    return interstitialPlaylist(sequence, placeParts(services.grantKey, sequence, scope), rendition, {
      breaks,
      tracked: trackedBreaks(breaks, isTracked),
      listUri: (number, id) => sequenceUrl(url, `${BREAK_PARAMETER}=${number}&_HLS_interstitial_id=${id}`),
    });
  const placed = placeParts(services.grantKey, sequence, scope, { fired: firedIn(entries, parts) });
  return sequencePlaylist(sequence, placed, rendition, trackedParts(parts, isTracked));
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
  list: readonly SequencePart[],
): ReadonlyMap<SequencePart, FiredEntry> {
  return new Map(
    entries.flatMap((entry, n) =>
      'asset' in entry && entry.fired ? [[list[n]!, entry.fired] as const] : [],
    ),
  );
}

/** Whether the programme is one piece, all of it. */
function isUncut(entries: readonly SequenceEntry[]): boolean {
  return entries.some((entry) => !('asset' in entry) && !entry.frames);
}

/** Whether the tracking of a part is in the multivariant playlist. */
function trackedEntry(entry: SequenceEntry | undefined): boolean {
  return entry !== undefined && 'asset' in entry && entry.isTracked === true;
}

type IsTracked = (part: SequencePart) => boolean;

function trackedParts(parts: readonly SequencePart[], isTracked: IsTracked): ReadonlySet<number> {
  return new Set(parts.flatMap((part, n) => (isTracked(part) ? [n] : [])));
}

/** The signaling of a break has the times of all its ads: without one of them, others would be reported instead. */
function trackedBreaks(breaks: readonly SequenceBreak[], isTracked: IsTracked): ReadonlySet<number> {
  const tracked = breaks.filter((each) => each.isWhole && each.inserts.some(({ part }) => isTracked(part)));
  return new Set(tracked.map(({ number }) => number));
}
