/**
 * The caches in front of the origin: which there are, the cache tags responses carry for them, and the invalidations that
 * purge them and send them revocations. Stores no media and answers no player.
 */

// The edges of ONPLAY_EDGES, with their credentials redacted from all they report. `parseEdges` returns problems instead of
// throwing and never quotes a value; `configuredEdges` throws `config_invalid`.
export { configuredEdges } from './configured-edges.js';
export type { Edge, Source } from './edge.js';
export { credentialsOf } from './edge-credentials.js';
export { parseEdges } from './edge-settings.js';
// The other processes of a fleet, which are purged before the edges; and their receipts. `adoptEarlierReceipts` never rejects.
export { fleetSource } from './invalidation/fleet-source.js';
// An invalidation from the body of an API or hook request, and the schema of that body. Reading throws `body_invalid`,
// `asset_name_invalid`.
export {
  type InvalidationRequest,
  invalidationRequestSchema,
  readInvalidationRequest,
} from './invalidation/invalidation-request.js';
// `start` purges this origin, then notifies the edges in the background, for about four hours if they fail; unfinished
// invalidations resume after a restart. Throws `revocations_full`, `data_unwritable`; `get` throws `invalidation_unknown`.
export { Invalidations } from './invalidation/invalidations.js';
// Has one process of a fleet go on with what another one, which is gone, has left. Nothing here throws.
export { LeftInvalidations } from './invalidation/left-invalidations.js';
export { type Receipt, receiptSchema } from './invalidation/receipt.js';
export { ReceiptStore } from './invalidation/receipt-store.js';
export { adoptEarlierReceipts, followReceipts, shareReceipt } from './invalidation/shared-receipts.js';
// A `Retry-After` value (RFC 9110 10.2.3) in milliseconds, from 0 to an hour.
export { toRetryAfterMs } from './retry-after.js';
// Cache tags: hashes of at most 27 characters, for everything, an asset, a version of it and a rendition of it.
export { purgeKeys, surrogateKeys } from './surrogate-keys.js';
