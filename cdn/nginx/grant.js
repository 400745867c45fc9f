/**
 * Grants, as src/access/tokens/grant.ts makes them:
 *
 *     grant   = payload "." base64url(first 16 bytes of HMAC-SHA256(key, "onplay grant v1" LF asset LF payload))
 *     payload = base64url(JSON), its members always in the order e h b i r v t
 */
import digests from './digests.js';
import network from './network.js';
import site from './site.js';

const LONGEST = 4096;
const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;
const IN_COOKIES = /(?:^|;) *onplay-grant=([A-Za-z0-9_.-]{1,4096})(?:;|$)/;

/**
 * Expiry, maximum height and bitrate, network, sites, viewer and token. Text stays as JSON escaped it. As a literal, like all
 * regular expressions here: njs compiles those once, and others for every request.
 */
const PAYLOAD =
  /^\{"e":([0-9]{1,16})(?:,"h":([0-9]{1,16}))?(?:,"b":([0-9]{1,16}))?(?:,"i":"([0-9A-Fa-f:./]{1,64})")?(?:,"r":\[("[^"\\]+"(?:,"[^"\\]+")*)\])?(?:,"v":"((?:[^"\\]|\\.)*)")?(?:,"t":"([A-Za-z0-9_-]{16})")?\}$/;

/** The grant in a value of `Cookie`; undefined where there is none. */
function inCookies(cookies) {
  const match = IN_COOKIES.exec(cookies || '');
  return match ? match[1] : undefined;
}

/**
 * What a grant opens: `limits`, which decide what may be seen, as a text for the cache key, and `handles`, by which it
 * may have been revoked; or the `problem` with it.
 * @param asset as it stands in the URL.
 * @param asking the client's `address`, its `referrer` and `nowSeconds` since 1970.
 */
function verify(key, grant, asset, asking) {
  const parts = grant !== undefined && grant.length <= LONGEST && FORM.exec(grant);
  if (!parts) return { problem: 'grant_malformed' };
  // Comparing the text and not the bytes leaves exactly one way to write a signature.
  if (!digests.areEqual(key, parts[2], macOf(key, asset, parts[1]))) return { problem: 'grant_forged' };
  const members = PAYLOAD.exec(Buffer.from(parts[1], 'base64url').toString());
  // A payload under a good signature can only be wrong if another version wrote it.
  if (!members) return { problem: 'grant_malformed' };
  const problem = brokenRule(members, asking);
  return problem ? { problem } : { limits: limitsOf(members), handles: handlesOf(members) };
}

function macOf(key, asset, payload) {
  const text = `onplay grant v1\n${asset}\n${payload}`;
  const mac = digests.code(key, text);
  return Buffer.from(mac.slice(0, 32), 'hex').toString('base64url');
}

/** The problem of the first rule that the request breaks. */
function brokenRule(members, asking) {
  if (asking.nowSeconds >= Number(members[1])) return 'grant_expired';
  if (members[4] !== undefined && !network.contains(members[4], asking.address)) return 'grant_wrong_ip';
  if (members[5] !== undefined && !site.isFrom(asking.referrer, members[5].slice(1, -1).split('","'))) {
    return 'grant_wrong_referrer';
  }
  return undefined;
}

/** The origin decides by them who may see what; without them one copy is for all. */
function limitsOf(members) {
  return `h=${members[2] || ''},b=${members[3] || ''}`;
}

function handlesOf(members) {
  const handles = [];
  if (members[6] !== undefined) handles.push(handleOf('viewer', members[6]));
  if (members[7] !== undefined) handles.push(handleOf('token', members[7]));
  return handles;
}

function handleOf(kind, text) {
  return digests.sha256(`${kind}\n${text}`).slice(0, 32);
}

export default { inCookies, verify };
