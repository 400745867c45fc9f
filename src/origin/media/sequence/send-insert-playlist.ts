/** `GET /{asset}.m3u8?sequence=…&insert=…`: the multivariant playlist of one insert, for an interstitial. */
import { issueAd } from '../../../access/index.js';
import {
  completed,
  measureRenditions,
  type SequencePart,
  sequenceOf,
  variantOf,
} from '../../../assets/index.js';
import type { Rendition } from '../../../encoder/index.js';
import {
  type AdvertisedBandwidths,
  type BandwidthOf,
  insertMediaPlaylist,
  insertPlaylist,
  offeredIn,
  type PlacedPart,
  TextBody,
} from '../../../manifests/index.js';
import {
  decideSession,
  predictStartup,
  readPlayerState,
  readQueryParameter,
  readSessionRequest,
  type SessionDecision,
  startupRenditions,
  viewerNames,
} from '../../../sessions/index.js';
import { OnplayError } from '../../../shared/errors.js';
import type { InsertEntry } from '../../../shared/sequence/sequence-entry.js';
import { cachePolicy } from '../../cache-policy.js';
import { manifestVary } from '../../headers.js';
import { clientSignal, queryOf, rawQuery } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import type { Exchange } from '../entry/entry.js';
import { grantedMarks } from '../entry/session-asset.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from '../responses/send-manifest.js';
import { insertOfEntry } from './load-inserts.js';
import { type OpenedSequence, readNumber } from './open-sequence.js';
import { grantOf, ofViewer } from './place-parts.js';
import { sequenceUrl } from './sequence-urls.js';
import { writtenText } from './written-parameters.js';

export const INSERT_PARAMETER = 'insert';

/**
 * It has what is played of the insert for each rendition that the session is offered of the programme, as in every other sequence. With `rendition`, the
 * media playlist of a rendition with which this origin requests something.
 * @throws OnplayError `query_invalid`, `no_rendition_allowed`, `overloaded`, `rendition_unknown`; as `AssetLibrary.getForMedia` and `insertOfEntry`.
 */
export async function sendInsertPlaylist(
  exchange: Exchange,
  opened: OpenedSequence,
  bandwidths: AdvertisedBandwidths,
): Promise<void> {
  const { services, request, response } = exchange;
  const { asset: id } = opened.url;
  const inserts = opened.entries.filter((entry): entry is InsertEntry => 'asset' in entry);
  const number = readNumber(exchange, INSERT_PARAMETER, inserts.length);
  const scope = ofViewer(opened.scope);
  const marks = grantedMarks(scope, services.traceSecret);
  const context = { scope, marks, signal: clientSignal(response) };
  const placed = await placeInsert(services, opened, inserts[number]!, context);
  const key = readQueryParameter(queryOf(request), 'rendition', writtenText);
  const text =
    key === undefined
      ? await multivariantPlaylist(exchange, opened, { placed, number, bandwidths, ...context })
      : insertMediaPlaylist(placed, key, id);
  if (text === undefined)
    throw new OnplayError('rendition_unknown', { publicDetail: 'The insert has no such rendition.' });
  await sendManifest(request, response, {
    text: new TextBody(text),
    contentType: contentTypes.hls,
    caching: cachePolicy.multivariantPlaylist,
    vary: manifestVary,
  });
}

type Context = Parameters<typeof insertOfEntry>[2];

async function placeInsert(
  services: Services,
  { url, grant }: OpenedSequence,
  entry: InsertEntry,
  context: Context,
): Promise<PlacedPart> {
  const { grantKey } = services;
  const part = await insertOfEntry(services, entry, context);
  const { fired } = entry;
  return {
    ...{ part, grant: grantOf(grantKey, part.asset, context.scope) },
    ...(fired && { fired: { ...fired, signed: issueAd(grantKey, url.asset, { grant, entry }) } }),
  };
}

interface WantedInsert extends Context {
  readonly placed: PlacedPart;
  readonly number: number;
  readonly bandwidths: AdvertisedBandwidths;
}

async function multivariantPlaylist(
  exchange: Exchange,
  { url, parameters }: OpenedSequence,
  { placed, number, bandwidths, ...context }: WantedInsert,
): Promise<string> {
  const { services, request } = exchange;
  const { part } = placed;
  const programme = await completed(await services.library.getForMedia(url.asset, context.signal));
  await measureRenditions(programme.presentation);
  const sequence = sequenceOf(programme, [part]);
  const session = readSessionRequest({
    query: parameters,
    headers: request.headers,
    claims: context.scope,
  });
  const { presentation } = sequence;
  const peakOf = (rendition: Rendition) => presentation.of(rendition).limitedPeak;
  const decision = decideSession(presentation.ladder, session, peakOf, programme.metadata);
  const offered = { ...decision, ...offeredIn(sequence, part, decision).decision };
  const bandwidthOf: BandwidthOf = (rendition) => bandwidths.of(part.asset.presentation, rendition);
  if (request.method === 'GET') prepare(exchange, part, offered, { ...context, bandwidthOf });
  const firedUri = (key: string) => sequenceUrl(url, `${INSERT_PARAMETER}=${number}&rendition=${key}`);
  return insertPlaylist(placed, { offered, from: url.asset, bandwidthOf, firedUri });
}

interface Preparation extends Context {
  readonly bandwidthOf: BandwidthOf;
}

/** The player is about to play it. @throws OnplayError `overloaded`. */
function prepare(
  { services, request }: Exchange,
  { asset }: SequencePart,
  offered: SessionDecision,
  { scope, signal, bandwidthOf }: Preparation,
): void {
  const viewer = { ...viewerNames({ ...scope, asset: asset.id }, request.ip), signal };
  const prediction = predictStartup('hls', request.headers['user-agent']);
  const startup = startupRenditions(offered, prediction, (rendition) => bandwidthOf(rendition).peak);
  const { sessionId } = readPlayerState(request.headers, rawQuery(request));
  const variants = offered.video.map((rendition) => variantOf(asset, rendition));
  const initial = startup.map((rendition) => variantOf(asset, rendition));
  services.segments.prepare(asset, { variants, initial }, viewer, sessionId);
}
