/**
 * The URLs of media, written and read here only: `/-/{grant}/{asset}/{rendition key}/{file}`.
 *
 *     grant           as access/ signs it, or `-` where it is sent outside of the path; not verified here
 *     asset           the name of the asset, percent-encoded; it may contain slashes (asset-id.ts)
 *     rendition key   the id of the rendition (a letter for its kind, `a`, `i`, `t` or `v`, then 1 to 40 lower-case letters, digits
 *                     and hyphens), a hyphen, and 16 hexadecimal digits of the hash of its recipe; the first 6 of them are the same for
 *                     all audio, video and text of a version
 *     file            `media.m3u8`; of audio and video `init.mp4`, or `{number}.m4s`; of text `{number}.vtt`; of images
 *                     `{number}.` and the format, with which their ids end: 0 to 9999999 without leading zeros
 *
 * The edges in cdn/ and the page read them with patterns of their own. test/support/media-url-cases.ts is the table of paths
 * that all of them are tested against.
 */
import { type AssetId, assetPath, parseAssetId } from './asset-id.js';
import { imageFormatNames } from './image-formats.js';

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
/** Those of them that tell the version. */
const VERSION_DIGITS = 6;

/** The id of a rendition. */
export const RENDITION_ID = /^[aitv][a-z0-9-]{1,40}$/;

/** The extension of segments that are played, by the letter that ids of renditions begin with. */
const SEGMENT_EXTENSIONS = { a: 'm4s', t: 'vtt', v: 'm4s' } as const;
type KindLetter = keyof typeof SEGMENT_EXTENSIONS;
/** The kinds of rendition that have an init segment. */
const WITH_INIT: readonly string[] = ['a', 'v'];

// Literals, as they are read: the edges and the page repeat them.
const MEDIA_FOLDER = /^\/-\/([^/]+)\/(.+)\/([aitv][a-z0-9-]{1,40}-[0-9a-f]{16})\/[^/]+$/;
const SEGMENT_FILE = /^(?:0|[1-9][0-9]{0,6})\.([a-z0-9]+)$/;
/** The id or the key of a rendition of images. */
const IMAGES = new RegExp(`^i[a-z0-9-]*-(${imageFormatNames.join('|')})(?:-[0-9a-f]{16})?$`);
const PLAYED_FILE = /^(?:0|[1-9][0-9]{0,6})\.(?:m4s|vtt)$/;
const SIBLING_FOLDER = /^\.\.\/([atv][a-z0-9-]{1,40}-[0-9a-f]{16})\/$/;

/** The directory of an asset's media, relative to the root of the server: `-/{grant}/{asset}/`. */
export function assetFolder(asset: AssetId, grant: string): string {
  return `-/${grant}/${assetPath(asset)}/`;
}

/** The directory of another rendition, relative to a file of one of the same asset. */
export function siblingFolder(renditionKey: string): string {
  return `../${renditionKey}/`;
}

/**
 * The name of a segment's file.
 * @param renditionId or its key.
 * @param segment its number, or the placeholder of `SegmentTemplate@media`.
 */
export function segmentFileName(renditionId: string, segment: number | '$Number$'): string {
  return `${segment}.${segmentExtension(renditionId)}`;
}

function segmentExtension(renditionId: string): string | undefined {
  const letter = renditionId.charAt(0);
  return letter === 'i' ? IMAGES.exec(renditionId)?.[1] : SEGMENT_EXTENSIONS[letter as KindLetter];
}

/**
 * @param hash of the recipe, in hexadecimal digits; the first 16 are used.
 * @param versionHash of what the recipes of all renditions of a version have in common; then its digits are the first ones.
 */
export function renditionKeyOf(renditionId: string, hash: string, versionHash = ''): string {
  return `${renditionId}-${(versionHash.slice(0, VERSION_DIGITS) + hash).slice(0, HASH_DIGITS)}`;
}

/**
 * What the keys of all renditions of one version of an asset have in common, as it is cut and encoded here, so that an edge can tell of
 * which a key is: 6 hexadecimal digits.
 */
export function versionMarkOf(renditionKey: string): string {
  return renditionKey.slice(-HASH_DIGITS).slice(0, VERSION_DIGITS);
}

/** The id of the rendition with this key. */
export function renditionIdOf(renditionKey: string): string {
  return renditionKey.slice(0, -(HASH_DIGITS + 1));
}

/** What is asked under a grant whether its stream still has a place: `/-/{grant}/{asset}/lease`. */
const LEASE = /^\/-\/([^/]+)\/(.+)\/lease$/;

/** Parses the path of a stream's lease; undefined for any other. @throws OnplayError `asset_name_invalid`. */
export function parseLeasePath(path: string): Pick<MediaPath, 'grant' | 'asset'> | undefined {
  const [, grant, asset] = LEASE.exec(path) ?? [];
  return grant === undefined || asset === undefined ? undefined : { grant, asset: parseAssetId(asset) };
}

/** Parses a path as it was sent; undefined if it is not one of media. @throws OnplayError `asset_name_invalid`. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const file = mediaFileOf(path);
  const match = file === undefined ? null : MEDIA_FOLDER.exec(path);
  if (file === undefined || !match) return undefined;
  const [, grant = '', asset = '', renditionKey = ''] = match;
  return { grant, asset: parseAssetId(asset), renditionKey, file };
}

/** The file that a path names in its directory; undefined if directories of that kind have no file with that name. */
export function mediaFileOf(path: string): MediaPath['file'] | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (name === MEDIA_PLAYLIST_NAME) return 'playlist';
  const folder = path.slice(path.lastIndexOf('/', slash - 1) + 1, Math.max(0, slash));
  if (name === INIT_NAME) return WITH_INIT.includes(folder.charAt(0)) ? 'init' : undefined;
  const extension = SEGMENT_FILE.exec(name)?.[1];
  return extension !== undefined && extension === segmentExtension(folder)
    ? Number.parseInt(name, 10)
    : undefined;
}

/** A media segment by its URL relative to another segment of the asset. */
export interface SiblingSegment {
  /** Absent if it is of the same rendition. */
  readonly renditionKey?: string;
  readonly segment: number;
}

/**
 * Parses `{number}.m4s` or `../{rendition key}/{number}.m4s`, as players write it, and the same of text; undefined for anything
 * else.
 */
export function parseSiblingSegment(relativeUrl: string): SiblingSegment | undefined {
  if (PLAYED_FILE.test(relativeUrl)) return { segment: Number.parseInt(relativeUrl, 10) };
  const folder = relativeUrl.slice(0, relativeUrl.lastIndexOf('/') + 1);
  const renditionKey = SIBLING_FOLDER.exec(folder)?.[1];
  const segment = mediaFileOf(relativeUrl);
  return renditionKey !== undefined && typeof segment === 'number' ? { renditionKey, segment } : undefined;
}
