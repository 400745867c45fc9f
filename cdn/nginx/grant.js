/**
 * Verifies grants, which src/access/tokens/grant.ts issues:
 *
 *     grant   = payload "." base64url(first 16 bytes of HMAC-SHA256(key, "onplay grant v1" LF asset LF payload))
 *     payload = base64url(JSON), its members always in the order e h b c o i r v t n m s w
 */
import digests from './digests.js';
import marks from './marks.js';
import network from './network.js';
import site from './site.js';

const MAX_LENGTH = 4096;
const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;
const IN_COOKIES = /(?:^|;) *onplay-grant=([A-Za-z0-9_.-]{1,4096})(?:;|$)/;

/**
 * Expiry, maximum height and bitrate, clip, marks, network, sites, viewer, token, tenant, number of streams, session, and code of the hidden mark. Text stays JSON-escaped. A literal, like all regular
 * expressions here: njs compiles literals once, others for every request.
 */
const PAYLOAD =
  /^\{"e":([0-9]{1,16})(?:,"h":([0-9]{1,16}))?(?:,"b":([0-9]{1,16}))?(?:,"c":"([0-9a-f]{6};[0-9]{1,9}-[0-9]{1,9};[0-9]{1,7}-[0-9]{1,7})")?(?:,"o":"([0-9a-f]{6};[0-9a-f]{12};[A-Za-z0-9_-]{0,800});[A-Za-z0-9_-]{1,1400}")?(?:,"i":"([0-9A-Fa-f:./]{1,64})")?(?:,"r":\[("[^"\\]+"(?:,"[^"\\]+")*)\])?(?:,"v":"((?:[^"\\]|\\.)*)")?(?:,"t":"([A-Za-z0-9_-]{16})")?(?:,"n":"((?:[^"\\]|\\.)*)")?(?:,"m":[0-9]{1,4},"s":"([0-9a-f]{16})")?(?:,"w":"([0-9a-f]{8})")?\}$/;

/** The grant in a `Cookie` header; undefined if there is none. */
function inCookies(cookies) {
  const match = IN_COOKIES.exec(cookies || '');
  return match ? match[1] : undefined;
}

/**
 * The scope of a grant that the request may use: `limits`, a text for the cache key, since they decide which renditions a
 * viewer gets, `clip`, `marks` and `code`, of which `entryOf` tells what all viewers share, `fingerprints`, by which it may be revoked, and the
 * `session` of its stream if streams are limited. Otherwise the
 * `problem` with it.
 * @param asset percent-encoded as in the URL.
 * @param facts the client's `address`, the `referrer` and `nowSeconds` since 1970.
 */
function verify(key, grant, asset, facts) {
  const parts = grant !== undefined && grant.length <= MAX_LENGTH && FORM.exec(grant);
  if (!parts) return { problem: 'grant_malformed' };
  // Compares text, not bytes: base64url has several spellings of the same bytes, and only one is accepted.
  if (!digests.areEqual(key, parts[2], macOf(key, asset, parts[1]))) return { problem: 'grant_forged' };
  const members = PAYLOAD.exec(Buffer.from(parts[1], 'base64url').toString());
  // A correctly signed payload is malformed only if another version of Onplay wrote it.
  if (!members) return { problem: 'grant_malformed' };
  const problem = brokenRule(members, facts);
  if (problem) return { problem };
  return {
    limits: limitsOf(members),
    clip: members[4],
    marks: members[5],
    fingerprints: fingerprintsOf(members),
    session: members[11],
    code: members[12],
  };
}

function macOf(key, asset, payload) {
  const text = `onplay grant v1\n${asset}\n${payload}`;
  const mac = digests.code(key, text);
  return Buffer.from(mac.slice(0, 32), 'hex').toString('base64url');
}

/** The problem of the first rule that the request breaks, or undefined. */
function brokenRule(members, facts) {
  if (facts.nowSeconds >= Number(members[1])) return 'grant_expired';
  if (members[6] !== undefined && !network.contains(members[6], facts.address)) return 'grant_wrong_ip';
  if (members[7] !== undefined && !site.isFrom(facts.referrer, members[7].slice(1, -1).split('","'))) {
    return 'grant_wrong_referrer';
  }
  return undefined;
}

/**
 * Whether a file of audio or video is within a clip whole, so that its cache entry is that of all viewers: a segment with one of the
 * numbers that the clip names, of the version that it names, or an init segment. Of everything else, also of frames for trick play, a clip has
 * entries of its own, since it is the origin that decides what it opens.
 */
function isShared(clip, rendition, file) {
  const parts = clip.split(';');
  if (!/^[av]/.test(rendition) || /-(?:trick|x[0-9]+-[0-9]+)-[0-9a-f]{16}$/.test(rendition)) return false;
  if (rendition.slice(-16, -10) !== parts[0]) return false;
  const numbers = parts[2].split('-');
  const segment = /^([0-9]+)\.m4s$/.exec(file);
  if (!segment) return file === 'init.mp4';
  return Number(segment[1]) >= Number(numbers[0]) && Number(segment[1]) < Number(numbers[1]);
}

/**
 * The part of the cache key that tells the entries of a file apart: what the origin's answer depends on, besides the file.
 * @param scope of `verify`.
 */
function entryOf(scope, rendition, file) {
  const isOfClip = scope.clip === undefined || isShared(scope.clip, rendition, file);
  const isUnmarked = scope.marks === undefined || marks.isUnmarked(scope.marks, rendition, file);
  const clip = isOfClip ? '' : `,c=${scope.clip}`;
  const marked = isUnmarked ? '' : `,o=${marks.idOf(scope.marks)}`;
  return scope.limits + clip + marked + tracedEntryOf(scope.code, rendition, file);
}

/**
 * A segment with a hidden mark is shared by all viewers who have its name, as an init segment is; of everything else that is not audio or text, a
 * code has entries of its own, since it is the origin that decides what it opens. Viewers without a code share none of them.
 */
function tracedEntryOf(code, rendition, file) {
  if (code === undefined || /^[at]/.test(rendition)) return '';
  const isTraced = /^v[0-9]+-w[0-9a-f]{16}-[0-9a-f]{16}$/.test(rendition) && /^[0-9]+\.m4s$/.test(file);
  const isInit = /^v[0-9]+-[0-9a-f]{16}$/.test(rendition) && file === 'init.mp4';
  return isTraced || isInit ? ',w' : `,w=${code}`;
}

/** The only members, besides clip, marks and code, that the origin's answer depends on: all grants with the same limits share a cache entry. */
function limitsOf(members) {
  return `h=${members[2] || ''},b=${members[3] || ''}`;
}

function fingerprintsOf(members) {
  const fingerprints = [];
  if (members[8] !== undefined) {
    fingerprints.push(fingerprintOf('viewer', members[8]));
    if (members[10] !== undefined)
      fingerprints.push(fingerprintOf('viewer', `${members[10]}\n${members[8]}`));
  }
  if (members[9] !== undefined) fingerprints.push(fingerprintOf('token', members[9]));
  return fingerprints;
}

function fingerprintOf(kind, text) {
  return digests.sha256(`${kind}\n${text}`).slice(0, 32);
}

export default { entryOf, inCookies, verify };
