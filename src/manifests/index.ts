/**
 * Manifests of a presentation: HLS (RFC 8216) and DASH (ISO/IEC 23009-1), and the bandwidth they advertise. Builds text from
 * a presentation and a list of its renditions; never reads assets, chooses renditions, verifies grants or touches HTTP.
 */

// Bandwidth in bit/s, peak and average: comes down from the maximum of a presented rendition, which is the same in every
// process, to the sizes of the segments that were produced.

export { AdvertisedBandwidths, type BandwidthOf } from './advertised-bandwidth.js';

// The manifests of one session: an HLS multivariant playlist as a string, a DASH MPD in pieces for `TextBody`. All URLs in
// them are relative to `/{asset}.m3u8` or `/{asset}.mpd` and contain the grant. `prepareManifest` first, for a long one: it
// leaves the event loop in between.

export { sessionDescription } from './dash.js';
export { sessionPlaylist } from './hls.js';
export type { OfferedRenditions } from './offered-renditions.js';
export { prepareManifest } from './prepare-manifest.js';

// Those of a session that plays several parts one after another, each with a grant of its own: media playlists, the MPD, and the bandwidth of
// all parts together, for `sessionPlaylist`, with what players request while ads are played. `measureSequence` first. Where the origin requests it itself, the segments
// of an ad have URLs of the session, and redirect to those that all share. In HLS inserts may be interstitials (RFC 8216bis, appendix D): the media
// playlists of the pieces name lists of them, and each has a multivariant playlist.

export { breakSignaling, signalingVariables } from './sequence/ad-signaling.js';
export { segmentEnds } from './sequence/fired-uri.js';
export { insertMediaPlaylist, insertPlaylist } from './sequence/insert-playlist.js';
export { assetList, interstitialPlaylist } from './sequence/interstitials.js';
export { type FiredPart, offeredIn, type PlacedPart } from './sequence/placed-part.js';
export { measureSequence, sequenceBandwidth } from './sequence/sequence-bandwidth.js';
export { sequenceDescription } from './sequence/sequence-description.js';
export { sequencePlaylist, sequenceSegmentUris } from './sequence/sequence-playlist.js';

// The media playlist of a rendition, the same for all sessions. `knownPlaylistBody` never builds it: undefined until the
// first `playlistBody`.

export { knownPlaylistBody, playlistBody } from './playlist-body.js';

// A text as identity or gzip, with a strong entity tag for each (RFC 9110 8.8.3).

export { type Encoding, type Representation, TextBody } from './text-body.js';
