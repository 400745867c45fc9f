/** `GET /{asset}.m3u8?sequence=…&break=…`: the interstitials of a break, as JSON. */
import { assetList, TextBody } from '../../../manifests/index.js';
import { breakRuns } from '../../../shared/sequence/break-runs.js';
import type { InsertEntry } from '../../../shared/sequence/sequence-entry.js';
import { cachePolicy } from '../../cache-policy.js';
import { clientSignal } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import { grantedMarks } from '../entry/session-asset.js';
import { contentTypes } from '../responses/content-types.js';
import { sendManifest } from '../responses/send-manifest.js';
import { insertUnlessLost } from './load-inserts.js';
import { type OpenedSequence, readNumber } from './open-sequence.js';
import { ofViewer } from './place-parts.js';
import { absoluteSequenceUrl, publicBase } from './sequence-urls.js';

export const BREAK_PARAMETER = 'break';

/** @throws OnplayError `query_invalid`; as `insertUnlessLost`. */
export async function sendAssetList(
  exchange: Exchange,
  { url, entries, scope }: OpenedSequence,
): Promise<void> {
  const { services, request, response } = exchange;
  const breaks = breakRuns(entries, (entry) => ('asset' in entry ? entry.at : undefined));
  const { inserts } = breaks[readNumber(exchange, BREAK_PARAMETER, breaks.length)]!;
  const marks = grantedMarks(scope, services.traceSecret);
  const context = { scope: ofViewer(scope), marks, signal: clientSignal(response), log: request.log };
  const loaded = await Promise.all(
    inserts.map(async ({ item, number }) => {
      const part = await insertUnlessLost(services, item as InsertEntry, context);
      return part ? [{ part, number }] : [];
    }),
  );
  const base = publicBase(request, services.config.publicUrl);
  const uriOf = (number: number) => absoluteSequenceUrl(url, `insert=${number}`, base);
  await sendManifest(request, response, {
    text: new TextBody(assetList(loaded.flat(), uriOf)),
    contentType: contentTypes.json,
    caching: cachePolicy.multivariantPlaylist,
    vary: 'Accept-Encoding',
  });
}
