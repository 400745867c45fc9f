/** Requests for manifests, downloads, images and media. Pages of any site may make them, so they get CORS headers. */
import type { RequestHandler } from 'express';
import { MEDIA_PREFIX } from '../../shared/media-url.js';
import { corsHeaders, preflightHeaders } from '../headers.js';
import { parseDownloadPath } from './download-path.js';
import { parsePicturePath } from './picture-path.js';

/** Whether a path, as it was sent, is one of a manifest, of a download, of a picture or of media. */
export function isPlaybackPath(path: string): boolean {
  return (
    path.startsWith(MEDIA_PREFIX) ||
    /.\.(?:m3u8|mpd)$/.test(path) ||
    parseDownloadPath(path) !== undefined ||
    parsePicturePath(path) !== undefined
  );
}

/**
 * Middleware: allows every site to read the response, problems included, and answers preflight requests (Fetch 4.8). Access
 * is guarded by tokens and grants. Browsers send a grant in a cookie by themselves, but `*` excludes credentialed reads.
 */
export const openToAnySite: RequestHandler = (request, response, next) => {
  response.set(corsHeaders);
  if (request.method !== 'OPTIONS') return next();
  response.set(preflightHeaders).status(204).end();
};
