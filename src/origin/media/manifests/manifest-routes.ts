/** `GET /{asset}.m3u8` and `GET /{asset}.mpd`: the manifest of one session. */

import { Router } from 'express';
import type { PlaybackScope } from '../../../access/index.js';
import { type Asset, variantOf } from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import {
  AdvertisedBandwidths,
  type BandwidthOf,
  prepareManifest,
  sessionDescription,
  sessionPlaylist,
  TextBody,
} from '../../../manifests/index.js';
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
import { type Exchange, enter, placeGrant } from '../entry/entry.js';
import { sessionAsset, sessionTrace, viewScope } from '../entry/session-asset.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from './send-manifest.js';

const FORMATS = { '.m3u8': 'hls', '.mpd': 'dash' } as const;

/** Serves manifests to clients with a playback token. */
export function manifestRoutes(services: Services): Router {
  const router = Router();
  const bandwidths = new AdvertisedBandwidths(services.segmentSizes);
  router.use(async (request, response, next) => {
    const match = /^\/(?!-\/)(.+)(\.m3u8|\.mpd)$/.exec(rawPath(request));
    if (!match) return next();
    assertMethod(request, response, ['GET', 'HEAD']);
    const extension = match[2] as keyof typeof FORMATS;
    const exchange = { services, request, response };
    await answer(exchange, bandwidths, parseAssetId(match[1] ?? ''), FORMATS[extension]);
  });
  return router;
}

async function answer(
  exchange: Exchange,
  bandwidths: AdvertisedBandwidths,
  id: AssetId,
  format: 'hls' | 'dash',
): Promise<void> {
  const { services, request, response } = exchange;
  const { scope, grantScope, viewer } = await enter(exchange, id);
  services.streams.assertRoom(grantScope);
  const session = readSessionRequest({ query: queryOf(request), headers: request.headers, claims: scope });
  if (!services.library.isKnown(id)) assertCapacity(services, id, viewer);
  const ranges = [scope.clip, session.preferences.clip].filter((range) => range !== undefined);
  const whole = await services.library.get(id, viewer.signal);
  const trace = sessionTrace(scope, services.traceSecret);
  const view = { burn: session.burn?.textId, clip: ranges, marks: scope.marks, trace };
  const asset = await sessionAsset(whole, view, { texts: services.texts, viewer });
  const { presentation } = asset;
  await prepareManifest(presentation, format);
  const bandwidthOf: BandwidthOf = (rendition) => bandwidths.of(presentation, rendition);
  // The upper bound, since media requests enforce the same limits independent of segment sizes.
  const decision = decideSession(
    asset.ladder,
    session,
    (rendition) => presentation.of(rendition).limitedPeak,
    asset.metadata,
  );
  const grant = placeGrant(exchange, id, viewScope(grantScope, asset));
  explain(exchange, asset, decision);
  services.metrics.manifests.inc({ format });
  if (request.method === 'GET') {
    const prediction = predictStartup(format, request.headers['user-agent']);
    const first = startupRenditions(decision, prediction, (rendition) => bandwidthOf(rendition).peak);
    const { sessionId } = readPlayerState(request.headers, rawQuery(request));
    const variants = decision.video.map((rendition) => variantOf(asset, rendition));
    const initial = first.map((rendition) => variantOf(asset, rendition));
    services.segments.prepare(asset, { variants, initial }, viewer, sessionId);
  }
  await sendManifest(request, response, {
    text: new TextBody(
      ...(format === 'hls'
        ? [sessionPlaylist(presentation, decision, grant, bandwidthOf)]
        : sessionDescription(presentation, decision, grant, bandwidthOf)),
    ),
    contentType: contentTypes[format],
    caching: manifestCaching(scope, format),
    vary: manifestVary,
  });
}

/** Two players with one manifest would be one stream. */
function manifestCaching({ maxStreams }: PlaybackScope, format: 'hls' | 'dash'): CachingHeaders {
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
