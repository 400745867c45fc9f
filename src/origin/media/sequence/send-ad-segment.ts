/**
 * `GET /{asset}.m3u8?ad=…&rendition=…&segment=…`: a segment of an ad with which this origin requests something. Redirects to the segment that all
 * sessions share: an edge serves it from its cache, while this request comes to the origin from each viewer.
 */
import { verifyAd } from '../../../access/index.js';
import { segmentEnds, sequenceSegmentUris } from '../../../manifests/index.js';
import { readQueryParameter } from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { OnplayError } from '../../../shared/errors.js';
import { cachePolicy } from '../../cache-policy.js';
import { setHeaders } from '../../headers.js';
import { clientSignal, queryOf } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import { grantedMarks } from '../entry/session-asset.js';
import { assetOfEntry } from './load-inserts.js';
import { openSigned } from './open-signed.js';
import { grantOf } from './place-parts.js';
import { writtenNumber, writtenText } from './written-parameters.js';

export const AD_PARAMETER = 'ad';

/** What no rendition reaches. */
const MAX_SEGMENTS = 10_000_000;

/**
 * Answers with the redirect, and has the events of the segment requested when it is sent; never for HEAD, which plays nothing.
 * @throws OnplayError `query_invalid`, `grant_…`, `too_many_streams`, `version_gone`, `rendition_unknown`, `segment_unknown`,
 *   `marks_impossible`; as `AssetLibrary.getForMedia`.
 */
export async function sendAdSegment(exchange: Exchange, id: AssetId): Promise<void> {
  const { services, request, response } = exchange;
  const query = queryOf(request);
  const key = readQueryParameter(query, 'rendition', writtenText) ?? '';
  const segment = readQueryParameter(query, 'segment', writtenNumber(MAX_SEGMENTS));
  const { verified, scope, client } = openSigned(exchange, id, {
    name: AD_PARAMETER,
    verify: (text) => verifyAd(services.grantKey, id, text),
  });
  const { entry } = verified;
  const marks = grantedMarks(scope, services.traceSecret);
  const asset = await assetOfEntry(services, entry, { scope, marks, signal: clientSignal(response) });
  const { presentation } = asset;
  const { video, audio } = presentation.ladder;
  const rendition = [...video, ...audio].find((each) => presentation.of(each).key === key);
  if (!rendition) throw unknown('rendition');
  const ends = segmentEnds(presentation, rendition);
  if (segment === undefined || segment >= ends.length) throw unknown('segment');
  const grantOfAd = grantOf(services.grantKey, asset, scope);
  const uriOf = sequenceSegmentUris(presentation, rendition, { grant: grantOfAd, from: id });
  const { adFiring } = services;
  if (request.method === 'GET' && entry.fired && adFiring) {
    const viewer = { client, address: request.ip, userAgent: request.headers['user-agent'] };
    const delivered = { id: entry.fired.id, expiresAtSeconds: scope.expiresAtSeconds, segment, ends, viewer };
    response.once('finish', () => adFiring.delivered(delivered));
  }
  setHeaders(response, { ...cachePolicy.none, Location: uriOf(segment), 'Content-Length': '0' });
  response.writeHead(302).end();
}

function unknown(what: 'rendition' | 'segment'): OnplayError {
  return new OnplayError(`${what}_unknown`, { publicDetail: `The ad has no such ${what}.` });
}
