/**
 * What a grant says of the marks of its session: `{version};{id};{unmarked}`, as src/shared/marks/granted-marks.ts writes it. `unmarked` are the
 * segments without a mark, six of them in each digit of base64url, the first in its highest bit.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS = 6;

/**
 * Whether a file has no mark by right, so that its cache entry is that of all viewers: audio, text, and of video that is made for all viewers,
 * also with text burned in or a hidden mark, a segment that the grant names, of the version that it names, or an init segment. Of everything else a session with marks has
 * entries of its own, since it is the origin that decides what it opens.
 */
function isUnmarked(marks, rendition, file) {
  if (/^[at]/.test(rendition)) return true;
  const parts = marks.split(';');
  if (
    !/^v[0-9]+(?:-b[0-9a-f]{1,9}|-w[0-9a-f]{16})?-[0-9a-f]{16}$/.test(rendition) ||
    rendition.slice(-16, -10) !== parts[0]
  )
    return false;
  const match = /^([0-9]+)\.m4s$/.exec(file);
  return match ? has(parts[2], Number(match[1])) : file === 'init.mp4';
}

function has(segments, segment) {
  const place = Math.floor(segment / BITS);
  if (place >= segments.length) return false;
  return ((DIGITS.indexOf(segments.charAt(place)) >> (BITS - 1 - (segment % BITS))) & 1) === 1;
}

/** Names the marks in cache keys. */
function idOf(marks) {
  return marks.split(';')[1];
}

export default { idOf, isUnmarked };
