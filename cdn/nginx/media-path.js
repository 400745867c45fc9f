/** Parses paths as they were sent. */
import digests from './digests.js';

/**
 * Grant, name, asset, then rendition and file, of audio and video, of text or of images, as src/shared/media-url.ts defines them; paths
 * that cannot name media are refused without the origin. The grant's signature covers the encoding of the asset's path; no segment of that path starts with `.` or
 * `~` or is `-`.
 */
const MEDIA =
  /^\/-\/([^/]+)\/(((?![.~]|-\/)[A-Za-z0-9_.~%-]+(?:\/(?![.~]|-\/)[A-Za-z0-9_.~%-]+){0,7})\/(?:([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/(media\.m3u8|init\.mp4|(?:0|[1-9][0-9]{0,6})\.m4s)|(t[a-z0-9-]{1,40}-[0-9a-f]{16})\/(media\.m3u8|(?:0|[1-9][0-9]{0,6})\.vtt)|(i(?=[a-z0-9-]{1,40}-[0-9a-f]{16}\/)[a-z0-9-]*-(avif|gif|jpg|webp)-[0-9a-f]{16})\/(media\.m3u8|(?:0|[1-9][0-9]{0,6})\.\9)))$/;

/** The first segments of the origin's paths that are for its operator, not for viewers. */
const CLOSED = ['api', 'hooks', 'metrics', 'readyz'];

/** Assets may lie in directories with those names: the origin matches the ends of these paths first. */
const MANIFEST_OR_DOWNLOAD = /^.+\.(?:m3u8|mpd)$|^\/(?!api\/(?:assets|uploads)\/).+\.(?:mp4|m4a)$/;
const IMAGE = /^\/.+\/(?:(?:frame|poster)\.(?:avif|jpg|webp)|preview\.(?:gif|webp)|storyboard\.vtt)$/;

/** The path of a request target, without its query. */
function pathOf(target) {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** In characters; longer than any path that Onplay issues. */
const MAX_LENGTH = 8192;

/** Whether a path is unambiguous: no server would resolve, merge or decode anything in it. */
function isPlain(path) {
  return (
    path.startsWith('/') &&
    path.length <= MAX_LENGTH &&
    !/\/\/|\/\.{1,2}(?:\/|$)|[\\#]|%(?:00|2e|2f|5c)/i.test(path) &&
    !/^\/[^/]*%(?:2d|3[0-9]|[46][1-9a-f]|[57][0-9a])/i.test(path)
  );
}

/** Whether a plain path, in any case, is one that the edge does not serve. */
function isClosed(path) {
  return (
    !MANIFEST_OR_DOWNLOAD.test(path) && !IMAGE.test(path) && CLOSED.includes(path.split('/')[1].toLowerCase())
  );
}

/** The parts of a media path; undefined for any other path. Does not verify the grant. */
function parse(path) {
  const match = MEDIA.exec(path);
  if (!match) return undefined;
  return {
    grant: match[1],
    /** The path after the grant. */
    name: match[2],
    asset: match[3],
    rendition: match[4] || match[6] || match[8],
    file: match[5] || match[7] || match[10],
    isText: (match[5] || match[7] || match[10]) === 'media.m3u8',
  };
}

/** The surrogate keys of a rendition, as in src/edges/surrogate-keys.ts; no URL names the version. */
function surrogateKeys(parts) {
  const id = parts.rendition.replace(/-[0-9a-f]{16}$/, '');
  return [`a-${hashed(parts.asset)}`, `r-${hashed(`${parts.asset}\n${id}`)}`];
}

function hashed(text) {
  return digests.sha256(text).slice(0, 24);
}

export default { pathOf, isPlain, isClosed, parse, surrogateKeys };
