/** `GET /{asset}.m3u8?sequence=…`: what the multivariant playlist of a session with several parts leads to, but for media. */
import type { AdvertisedBandwidths } from '../../../manifests/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { queryOf } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import { openSequence } from './open-sequence.js';
import { BREAK_PARAMETER, sendAssetList } from './send-asset-list.js';
import { INSERT_PARAMETER, sendInsertPlaylist } from './send-insert-playlist.js';
import { sendSequencePlaylist } from './send-sequence-playlist.js';
import type { SequencePlaylists } from './sequence-playlists.js';

/** @throws OnplayError as `openSequence`, `sendAssetList`, `sendInsertPlaylist` and `sendSequencePlaylist`. */
export async function sendOfSequence(
  exchange: Exchange,
  id: AssetId,
  { playlists, bandwidths }: { playlists: SequencePlaylists; bandwidths: AdvertisedBandwidths },
): Promise<void> {
  const opened = openSequence(exchange, id);
  const query = queryOf(exchange.request);
  if (query.has(BREAK_PARAMETER)) return sendAssetList(exchange, opened);
  if (query.has(INSERT_PARAMETER)) return sendInsertPlaylist(exchange, opened, bandwidths);
  return sendSequencePlaylist(exchange, opened, playlists);
}
