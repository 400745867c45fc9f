/**
 * One viewer: device, network, preferences, and the renditions that follow from them; which playbacks are in progress.
 * Reads requests and decides; never answers them, and never exceeds what the token allows.
 */

// The decision: from query, headers and token limits to an ordered list of renditions with reasons. Throws `query_invalid`
// for a malformed parameter, as `sessionParameters`, which are those of one manifest for another, and `no_rendition_allowed` where the token leaves nothing; malformed headers are ignored.

export { sessionParameters } from './request/session-query.js';
export { readSessionRequest } from './request/session-request.js';
export { decideSession, type SessionDecision } from './session-decision.js';

// The renditions that a grant allows, for media requests: by key, or all. Throws `version_gone`, `rendition_unknown`,
// `no_rendition_allowed`.

export { allowedRenditions, assertAllowed, variantFor } from './allowed-renditions.js';

// Whether media is of the clip that a grant opens. Both throw `outside_clip`.

export { assertMayBeCut, assertWithinClip } from './clip-right.js';

// Whether media has the marks that a grant demands. Throws `unmarked_forbidden`.

export { assertMarked } from './mark-right.js';

// Whether media has the hidden mark that a grant demands. `assertUntraceable` throws `untraced_forbidden`, `tracedPlaylist` `trace_impossible`.

export { assertUntraceable, isTracedKey, tracedPlaylist, untracedForbidden } from './trace-right.js';

// The parts of a ladder within limits, and how query parameters are read, for what is decided elsewhere. `allowedLadder` throws
// `no_rendition_allowed`, `readQueryParameter` throws `query_invalid`.

export { allowedLadder } from './allowed-ladder.js';
export { heightOf, isPlayable, lowest, withinBitrate, withinHeight } from './rendition-limits.js';
export { readClipQuery } from './request/clip-query.js';
export { type ParameterRule, readQueryParameter, wholeNumber } from './request/query-parameter.js';

// What a player requests first, so that it can be prefetched with the manifest; and what it reports with each request: its
// buffer in seconds, its next segment (CMCD, CTA-5004).

export { type PlayerState, readPlayerState } from './request/player-state.js';
export { predictStartup, startupRenditions } from './startup-prediction.js';

// Internal keys of the playback and of the client behind a request, which never leave the server; start and end of each
// playback, with the seconds of media that were requested, once in a fleet.

export { type Playback, Playbacks } from './playbacks/playbacks.js';
export { sharePlaybacks } from './playbacks/shared-playbacks.js';
// How many streams a viewer may have at once: each request for media asks for the place of its stream. Times are in milliseconds.
// `assertRoom` and `assertPlace` throw `too_many_streams`.

export { shareStreams } from './streams/shared-streams.js';
export { type RefusedStream, Streams } from './streams/streams.js';
export { type ViewerNames, viewerNames } from './viewer.js';
