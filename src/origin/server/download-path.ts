/** `/{asset}.mp4` and `/{asset}.m4a`: the downloads of an asset, at URLs with a token. */

export interface DownloadPath {
  /** As it was sent, still percent-encoded. */
  readonly asset: string;
  readonly extension: 'mp4' | 'm4a';
}

/** The management API names masters and uploads at the ends of its paths, and a master may be named with its extension. */
const DOWNLOAD = /^\/(?!-\/|api\/(?:assets|uploads)\/)(.+)\.(mp4|m4a)$/;

/** Undefined for a path that is not one of a download. @param path as it was sent. */
export function parseDownloadPath(path: string): DownloadPath | undefined {
  const [, asset, extension] = DOWNLOAD.exec(path) ?? [];
  return asset === undefined ? undefined : { asset, extension: extension as DownloadPath['extension'] };
}
