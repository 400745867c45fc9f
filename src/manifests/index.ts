/**
 * Manifests of an asset: HLS (RFC 8216) and DASH (ISO/IEC 23009-1), and the bandwidth they advertise. Builds text from an
 * asset and a list of renditions; never chooses renditions, verifies grants or touches HTTP.
 */

// Bandwidth in bit/s, peak and average. `maximumBandwidth` is the upper bound of a rendition, the same in every process;
// `AdvertisedBandwidths` comes down from it to the sizes of the segments that were produced.

export { AdvertisedBandwidths, maximumBandwidth } from './advertised-bandwidth.js';

// The manifests of one session: an HLS multivariant playlist as a string, a DASH MPD in pieces for `TextBody`. All URLs in
// them are relative to `/{asset}.m3u8` or `/{asset}.mpd` and contain the grant. `prepareManifest` first, for a long asset: it
// leaves the event loop in between.

export { sessionDescription } from './dash.js';
export { sessionPlaylist } from './hls.js';
export { prepareManifest } from './prepare-manifest.js';
export type { PresentedRenditions } from './presented-renditions.js';

// The media playlist of a rendition, the same for all sessions. `knownPlaylistBody` never builds it: undefined until the
// first `playlistBody`.

export { knownPlaylistBody, playlistBody } from './playlist-body.js';

// A text as identity or gzip, with a strong entity tag for each (RFC 9110 8.8.3).

export { type Encoding, TextBody } from './text-body.js';
