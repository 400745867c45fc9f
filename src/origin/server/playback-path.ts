/** Which requests are for playing: manifests and media. Any site may make them, so they get their own headers. */
import type { RequestHandler } from 'express';
import { corsHeaders, preflightHeaders } from '../headers.js';

/** Whether a path, as it was sent, is that of a manifest or of media. */
export function isPlaybackPath(path: string): boolean {
  return path.startsWith('/-/') || /.\.(?:m3u8|mpd)$/.test(path);
}

/**
 * Lets every site read the answer, problems included, and answers preflight requests (Fetch 4.8). What it opens is
 * guarded by tokens and grants in the URL, never by what a browser adds by itself.
 */
export const openToAnySite: RequestHandler = (request, response, next) => {
  response.set(corsHeaders);
  if (request.method !== 'OPTIONS') return next();
  response.set(preflightHeaders).status(204).end();
};
