/**
 * The URLs of media, written and read here only: `/-/{grant}/{asset}/{rendition key}/{file}`.
 *
 *     grant           as access/ signs it, or `-` where it is sent outside of the path; not verified here
 *     asset           the name of the asset, percent-encoded; it may contain slashes (asset-id.ts)
 *     rendition key   the id of the rendition (`a` or `v`, then 1 to 40 lower-case letters, digits and hyphens), a hyphen,
 *                     and 16 hexadecimal digits of the hash of its recipe
 *     file            `media.m3u8`, `init.mp4`, or `{number}.m4s`: 0 to 9999999 without leading zeros
 *
 * The edges in cdn/ and the page read them with patterns of their own. test/support/media-url-cases.ts is the table of paths
 * that all of them are tested against.
 */
import { type AssetId, assetPath, parseAssetId } from './asset-id.js';

/** The number of a media segment, counted from 0, or the init segment. */
export type SegmentName = number | 'init';

/** What the path of a media URL names. */
export interface MediaPath {
  /** Not verified; `OUT_OF_PATH` if it is sent elsewhere. */
  readonly grant: string;
  readonly asset: AssetId;
  readonly renditionKey: string;
  readonly file: SegmentName | 'playlist';
}

/** What the path of a media URL begins with; so do those of control requests to edges (`/-/edge/purge`). */
export const MEDIA_PREFIX = '/-/';
/** The path segment in place of a grant that is sent outside of the path; neither an asset's name nor a grant equals it. */
export const OUT_OF_PATH = '-';
export const INIT_NAME = 'init.mp4';
export const MEDIA_PLAYLIST_NAME = 'media.m3u8';

/** Hexadecimal digits of a rendition key's hash. */
const HASH_DIGITS = 16;

// Literals, as they are read: the edges and the page repeat them.
const MEDIA_FOLDER = /^\/-\/([^/]+)\/(.+)\/([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/[^/]+$/;
const SEGMENT_FILE = /^(?:0|[1-9][0-9]{0,6})\.m4s$/;
const SIBLING_FOLDER = /^\.\.\/([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/$/;

/** The directory of an asset's media, relative to the root of the server: `-/{grant}/{asset}/`. */
export function assetFolder(asset: AssetId, grant: string): string {
  return `-/${grant}/${assetPath(asset)}/`;
}

/** The name of a segment's file. @param segment its number, or the placeholder of `SegmentTemplate@media`. */
export function segmentFileName(segment: number | '$Number$'): string {
  return `${segment}.m4s`;
}

/** @param hash of the recipe, in hexadecimal digits; the first 16 are used. */
export function renditionKeyOf(renditionId: string, hash: string): string {
  return `${renditionId}-${hash.slice(0, HASH_DIGITS)}`;
}

/** The id of the rendition with this key. */
export function renditionIdOf(renditionKey: string): string {
  return renditionKey.slice(0, -(HASH_DIGITS + 1));
}

/** Parses a path as it was sent; undefined if it is not one of media. @throws OnplayError `asset_name_invalid`. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const file = mediaFileOf(path);
  const match = file === undefined ? null : MEDIA_FOLDER.exec(path);
  if (file === undefined || !match) return undefined;
  const [, grant = '', asset = '', renditionKey = ''] = match;
  return { grant, asset: parseAssetId(asset), renditionKey, file };
}

/** The file that a path names in its directory; undefined if media directories have no file with that name. */
export function mediaFileOf(path: string): MediaPath['file'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === MEDIA_PLAYLIST_NAME) return 'playlist';
  if (name === INIT_NAME) return 'init';
  return SEGMENT_FILE.test(name) ? Number.parseInt(name, 10) : undefined;
}

/** A media segment by its URL relative to another segment of the asset. */
export interface SiblingSegment {
  /** Absent if it is of the same rendition. */
  readonly renditionKey?: string;
  readonly segment: number;
}

/** Parses `{number}.m4s` or `../{rendition key}/{number}.m4s`, as players write it; undefined for any other text. */
export function parseSiblingSegment(relativeUrl: string): SiblingSegment | undefined {
  const segment = mediaFileOf(relativeUrl);
  if (typeof segment !== 'number') return undefined;
  const folder = relativeUrl.slice(0, relativeUrl.lastIndexOf('/') + 1);
  if (folder === '') return { segment };
  const renditionKey = SIBLING_FOLDER.exec(folder)?.[1];
  return renditionKey === undefined ? undefined : { renditionKey, segment };
}
