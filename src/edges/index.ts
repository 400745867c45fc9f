/** The caches in front of the origin: their cache tags, how they are told to purge, and the receipts. */
export { configuredEdges } from './configured-edges.js';
export type { Edge } from './edge.js';
export { credentialsOf } from './edge-credentials.js';
export { parseEdges } from './edge-settings.js';
export { type InvalidationRequest, readInvalidationRequest } from './invalidation/invalidation-request.js';
export { Invalidations } from './invalidation/invalidations.js';
export type { Receipt } from './invalidation/receipt.js';
export { ReceiptStore } from './invalidation/receipt-store.js';
export { toRetryAfterMs } from './retry-after.js';
export { purgeKeys, surrogateKeys } from './surrogate-keys.js';
