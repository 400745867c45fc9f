/** Manifests of an asset: HLS (RFC 8216) and DASH (ISO/IEC 23009-1), and the bandwidth they advertise. */

export { AdvertisedBandwidths, largestRate } from './advertised-bandwidth.js';
export { sessionDescription } from './dash.js';
export { sessionPlaylist } from './hls.js';
export { INIT_NAME, MEDIA_PLAYLIST_NAME, segmentFileName } from './media-urls.js';
export { knownPlaylistBody, playlistBody } from './playlist-body.js';
export type { PresentedRenditions } from './presented-renditions.js';
export { type Encoding, TextBody } from './text-body.js';
