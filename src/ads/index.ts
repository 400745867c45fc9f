/**
 * What ad servers answer. An ad tag is a URL of VAST 2 to 4.3 or VMAP 1.0; what comes of it is a list of breaks. Nothing waits for an ad
 * server longer than its time-out, and nothing that it sends is trusted.
 */

// Requests: `AdClient.breaks` asks for those of a tag, by way of `AdServers`, which connects to allowed hosts at public addresses only.

export { AdClient, type AdClientOptions, type AdViewer } from './requests/ad-client.js';
export { AdServers, type AdServersOptions } from './requests/ad-servers.js';

// Sessions: what can be played of an answer. A creative is copied at its first impression, and is an asset from then on, until others need its room.
// `CopyTurns` shares the copying out among ad servers.

export { CopyTurns, MAX_AT_ONCE as MAX_COPIES_OF_SERVER } from './creatives/copy-turns.js';
export { CreativeRoom } from './creatives/creative-room.js';
export { Creatives, type CreativesOptions } from './creatives/creatives.js';
export { type PlayableAd, type PlayableBreak, SessionAds, type SessionAdsOptions } from './session-ads.js';

// Tracking by the origin: `AdFiring.keep` keeps what is to be requested of a session's ad, `delivered` has it requested, in the background and once; `SharedAds` has
// the servers of a fleet know the same.

export { AdFiring, type DeliveredSegment, type FiringOutcome } from './firing/ad-firing.js';
export { SharedAds } from './firing/shared-ads.js';
export { TrackingClient } from './firing/tracking-client.js';

// The answer: breaks with their ads, and what is missing in them.

export type { Advert, BreakTime, CreativeFile, TrackingUrl } from './documents/advert.js';
export type { Offset } from './documents/values.js';
export type { AdAnswer, AdBreak } from './requests/ad-break.js';
export type { AdProblem, AdProblemCode } from './requests/ad-failure.js';
