/** `GET /{asset}.m3u8` and `GET /{asset}.mpd`: the manifest of one session; with `sequence` in its query what one of several parts leads to, with `ad` a segment. */

import { Router } from 'express';
import type { PlaybackScope } from '../../../access/index.js';
import type { Asset } from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import { AdvertisedBandwidths, TextBody } from '../../../manifests/index.js';
import type { Viewer } from '../../../segments/index.js';
import {
  decideSession,
  predictStartup,
  readPlayerState,
  readSessionRequest,
  type SessionDecision,
  startupRenditions,
} from '../../../sessions/index.js';
import { type AssetId, parseAssetId } from '../../../shared/asset-id.js';
import { type CachingHeaders, cachePolicy } from '../../cache-policy.js';
import { acceptClientHints, manifestVary } from '../../headers.js';
import { assertMethod } from '../../problems/send-problem.js';
import { queryOf, rawPath, rawQuery } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import { type Exchange, enter } from '../entry/entry.js';
import { type ManifestFormat, playedAsset } from '../entry/played.js';
import { sessionAsset, sessionTrace } from '../entry/session-asset.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from '../responses/send-manifest.js';
import { SEQUENCE_PARAMETER } from '../sequence/open-sequence.js';
import { playedSequence } from '../sequence/played-sequence.js';
import { AD_PARAMETER, sendAdSegment } from '../sequence/send-ad-segment.js';
import { sendOfSequence } from '../sequence/send-of-sequence.js';
import { SequencePlaylists } from '../sequence/sequence-playlists.js';
import { sessionSequence } from '../sequence/session-sequence.js';

const FORMATS = { '.m3u8': 'hls', '.mpd': 'dash' } as const;

/** Serves manifests to clients with a playback token. */
export function manifestRoutes(services: Services): Router {
  const router = Router();
  const bandwidths = new AdvertisedBandwidths(services.segmentSizes);
  const playlists = new SequencePlaylists();
  router.use(async (request, response, next) => {
    const match = /^\/(?!-\/)(.+)(\.m3u8|\.mpd)$/.exec(rawPath(request));
    if (!match) return next();
    assertMethod(request, response, ['GET', 'HEAD']);
    const extension = match[2] as keyof typeof FORMATS;
    const exchange = { services, request, response };
    const id = parseAssetId(match[1] ?? '');
    const query = extension === '.m3u8' ? queryOf(request) : new URLSearchParams();
    if (query.has(SEQUENCE_PARAMETER)) await sendOfSequence(exchange, id, { playlists, bandwidths });
    else if (query.has(AD_PARAMETER)) await sendAdSegment(exchange, id);
    else await answer(exchange, bandwidths, id, FORMATS[extension]);
  });
  return router;
}

async function answer(
  exchange: Exchange,
  bandwidths: AdvertisedBandwidths,
  id: AssetId,
  format: ManifestFormat,
): Promise<void> {
  const { services, request, response } = exchange;
  const entry = await enter(exchange, id);
  const { scope, grantScope, viewer } = entry;
  services.streams.assertRoom(grantScope);
  const session = readSessionRequest({ query: queryOf(request), headers: request.headers, claims: scope });
  if (!services.library.isKnown(id)) assertCapacity(services, id, viewer);
  const ranges = [scope.clip, session.preferences.clip].filter((range) => range !== undefined);
  const whole = await services.library.get(id, viewer.signal);
  const trace = sessionTrace(scope, services.traceSecret);
  const view = { burn: session.burn?.textId, clip: ranges, marks: scope.marks, trace };
  const context = { format, scope: grantScope, bandwidths };
  const sequence = await sessionSequence(exchange, entry, whole, view, format);
  const played = sequence
    ? await playedSequence(exchange, sequence, context)
    : await playedAsset(
        exchange,
        await sessionAsset(whole, view, { texts: services.texts, viewer }),
        context,
      );
  const { presentation, bandwidthOf, first } = played;
  // The upper bound, since media requests enforce the same limits independent of segment sizes.
  const decision = decideSession(
    presentation.ladder,
    session,
    (rendition) => presentation.of(rendition).limitedPeak,
    whole.metadata,
  );
  const text = new TextBody(...played.manifest(decision));
  explain(exchange, whole, decision);
  services.metrics.manifests.inc({ format });
  if (request.method === 'GET') {
    const prediction = predictStartup(format, request.headers['user-agent']);
    const startup = startupRenditions(decision, prediction, (rendition) => bandwidthOf(rendition).peak);
    const { sessionId } = readPlayerState(request.headers, rawQuery(request));
    const variants = decision.video.flatMap((rendition) => played.firstVariant(rendition) ?? []);
    const initial = startup.flatMap((rendition) => played.firstVariant(rendition) ?? []);
    services.segments.prepare(first, { variants, initial }, viewer, sessionId);
  }
  await sendManifest(request, response, {
    text,
    contentType: contentTypes[format],
    caching: manifestCaching(scope, format),
    vary: manifestVary,
  });
}

/** Two players with one manifest would be one stream. */
function manifestCaching({ maxStreams }: PlaybackScope, format: ManifestFormat): CachingHeaders {
  if (maxStreams !== undefined) return cachePolicy.none;
  return format === 'hls' ? cachePolicy.multivariantPlaylist : cachePolicy.mpd;
}

/**
 * Refuses a client before its master is indexed. Indexing goes on meanwhile, since the master may turn out to be audio
 * only, for which there may be capacity when the client retries.
 * @throws OnplayError `overloaded`.
 */
function assertCapacity({ library, segments }: Services, id: AssetId, viewer: Viewer): void {
  try {
    segments.assertCapacity(id, viewer);
  } catch (error) {
    void library.get(id, new AbortController().signal).catch(() => undefined);
    throw error;
  }
}

/** Logs the decision; also sends it as a header to operators, who have the management key. */
function explain({ services, request, response }: Exchange, asset: Asset, decision: SessionDecision): void {
  const renditions = renditionsOf(decision).map(({ id }) => id);
  request.log.info(
    { asset: asset.id, version: asset.master.version, renditions, reasons: decision.reasons },
    'session decided',
  );
  response.set('Accept-CH', acceptClientHints);
  if (!services.admin.holdsKey(request)) return;
  const text = `${renditions.join(' ')}; ${decision.reasons.join(' ')}`;
  response.set('Onplay-Decision', text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 2000));
}
