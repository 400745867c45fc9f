/** Paths as they were sent, and what they name. */
import digests from './digests.js';

/**
 * Grant, name, asset, rendition, file. How the parts of an asset's name have to be encoded is under the signature of the
 * grant; none of them starts with `.` or `~` or is `-`.
 */
const MEDIA =
  /^\/-\/([^/]+)\/(((?![.~]|-\/)[A-Za-z0-9_.~%-]+(?:\/(?![.~]|-\/)[A-Za-z0-9_.~%-]+){0,7})\/([a-z0-9-]{1,64})\/(media\.m3u8|init\.mp4|(?:0|[1-9][0-9]{0,6})\.m4s))$/;

/** Which are for whoever runs the origin and not for viewers. */
const CLOSED = ['api', 'hooks', 'metrics', 'readyz'];

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
  return CLOSED.includes(path.split('/')[1].toLowerCase());
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

/** The keys of what is kept of a rendition, as src/origin/edges/surrogate-keys.ts says; the version stands in no URL. */
function surrogateKeys(place) {
  const id = place.rendition.replace(/-[0-9a-f]{16}$/, '');
  return [`a-${hashed(place.asset)}`, `r-${hashed(`${place.asset}\n${id}`)}`];
}

function hashed(text) {
  return digests.sha256(text).slice(0, 24);
}

export default { pathOf, isPlain, isClosed, parse, surrogateKeys };
