/**
 * Downloads: files to be kept, made of the segments that are streamed, and sent while these are produced. The room chooses the
 * tracks of a file, says what is known of its size, and yields its bytes from any of them on. It serves no HTTP.
 */

// What a file contains. `readDownloadQuery` throws `query_invalid`; `chooseTracks` throws `no_rendition_allowed` and
// `rendition_unknown`.
export { type ChosenTracks, chooseTracks, type DownloadFormat } from './choose-tracks.js';
// A file, plain where all renditions are the master's own samples, else fragmented. `find` and `read` count in bytes, and throw what producing segments throws.
export { Download } from './download.js';
export { readDownloadQuery } from './download-query.js';
// How many downloads go on at once. `assertOpen` throws `downloads_closed`, `begin` throws `downloads_full`.
export { DownloadTurns } from './download-turns.js';
export type { Downloader, FileSources } from './fetch-segment.js';
