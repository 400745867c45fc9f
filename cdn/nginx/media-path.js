/** Paths as they were sent, and what they name. */
import digests from './digests.js';

/**
 * Grant, name, asset, rendition, file. A rendition's name ends with the 16 digits of its hash; what cannot be one is refused
 * without the origin. How the parts of an asset's name have to be encoded is under the signature of the
 * grant; none of them starts with `.` or `~` or is `-`.
 */
const MEDIA =
  /^\/-\/([^/]+)\/(((?![.~]|-\/)[A-Za-z0-9_.~%-]+(?:\/(?![.~]|-\/)[A-Za-z0-9_.~%-]+){0,7})\/([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/(media\.m3u8|init\.mp4|(?:0|[1-9][0-9]{0,6})\.m4s))$/;

/** First segments of the origin's own paths that are for its operator and not for viewers. */
const CLOSED = ['api', 'hooks', 'metrics', 'readyz'];

/** Manifests may lie in folders of those names: their ending is what the origin looks at first, and nothing else ends so. */
const MANIFEST = /.\.(?:m3u8|mpd)$/;

/** The path of a request target, without its query. */
function pathOf(target) {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** Longer than any that Onplay gives out. */
const LONGEST = 8192;

/** Whether a path can be understood in one way only: nothing in it would be resolved, merged or decoded by somebody. */
function isPlain(path) {
  return (
    path.startsWith('/') &&
    path.length <= LONGEST &&
    !/\/\/|\/\.{1,2}(?:\/|$)|[\\#]|%(?:00|2e|2f|5c)/i.test(path) &&
    !/^\/[^/]*%(?:3[0-9]|[46][1-9a-f]|[57][0-9a])/i.test(path)
  );
}

/** Whether a plain path, in upper or lower case, is one that the edge does not serve. */
function isClosed(path) {
  return !MANIFEST.test(path) && CLOSED.includes(path.split('/')[1].toLowerCase());
}

/** The parts of a path of media; undefined for paths of anything else. The grant is not verified. */
function parse(path) {
  const match = MEDIA.exec(path);
  if (!match) return undefined;
  return {
    grant: match[1],
    /** All but the grant. */
    name: match[2],
    asset: match[3],
    rendition: match[4],
    isText: match[5] === 'media.m3u8',
  };
}

/** The keys of what is kept of a rendition, as src/edges/surrogate-keys.ts says; the version stands in no URL. */
function surrogateKeys(place) {
  const id = place.rendition.replace(/-[0-9a-f]{16}$/, '');
  return [`a-${hashed(place.asset)}`, `r-${hashed(`${place.asset}\n${id}`)}`];
}

function hashed(text) {
  return digests.sha256(text).slice(0, 24);
}

export default { pathOf, isPlain, isClosed, parse, surrogateKeys };
