/**
 * The self-hosted edge in nginx (njs 0.7.9 or newer): decides for each request whether it may be answered, from where, and
 * under which cache key. onplay.conf.template has nginx do the rest.
 *
 * Decides by the path exactly as it was sent: nothing is decoded, merged or resolved, so that edge and origin cannot
 * interpret a path differently.
 *
 * njs starts a new VM for every request; what outlives one is in files (state.js) or was loaded with the configuration
 * (`onplay_keys`). njs lacks some of today's JavaScript: destructuring, spread, default arguments, classes.
 */
import cacheEntry from './cache-entry.js';
import control from './control.js';
import grants from './grant.js';
import knownProblems from './known-problems.js';
import leases from './lease.js';
import mediaPath from './media-path.js';
import problems from './problem.js';
import state from './state.js';

/** The statuses of problems that onplay.conf.template caches, in a cache of their own (src/origin/cache-policy.ts). */
const CACHED_PROBLEMS = [404, 410, 422];
const PLAYBACK_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** The handler of every request. */
function answer(r) {
  try {
    route(r, mediaPath.pathOf(r.variables.request_uri));
  } catch (error) {
    r.error(`onplay: ${error.message}`);
    problems.send(r, 'internal_error');
  }
}

function route(r, path) {
  if (!mediaPath.isPlain(path)) return problems.send(r, 'route_unknown');
  if (path.startsWith(control.PREFIX)) return runControl(r, path);
  if (path.startsWith('/-/')) return media(r, mediaPath.parse(path));
  if (mediaPath.isClosed(path)) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = path;
  if (!PLAYBACK_METHODS.includes(r.method)) return refuseMethod(r, PLAYBACK_METHODS);
  passOn(r);
}

/** Passes the request to the origin without caching. */
function passOn(r) {
  r.variables.onplay_encoding = r.headersIn['Accept-Encoding'] || '';
  r.internalRedirect('@onplay_origin');
}

/** Serves media to clients with a valid grant, from one cache entry for all of them. */
function media(r, parts) {
  if (!parts) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = `/-/*/${parts.name}`;
  if (r.method === 'OPTIONS') return passOn(r);
  if (!PLAYBACK_METHODS.includes(r.method)) return refuseMethod(r, PLAYBACK_METHODS);
  const grant = parts.grant === '-' ? grants.inCookies(r.headersIn.Cookie) : parts.grant;
  const scope = grants.verify(onplay_keys.grantKey, grant, parts.asset, requestFacts(r));
  if (scope.problem) return problems.send(r, scope.problem);
  const folder = r.variables.onplay_state;
  if (state.areRevoked(folder, scope.fingerprints)) return problems.send(r, 'grant_revoked');
  if (parts.grant === '-') r.variables.onplay_cookie = `onplay-grant=${grant}`;
  // Images do not count as a stream.
  if (scope.session === undefined || parts.rendition.startsWith('i')) return send(r, parts, scope, grant);
  leases.ask(r, parts, scope.session, (isRefused) => {
    if (isRefused) problems.send(r, 'too_many_streams');
    else send(r, parts, scope, grant);
  });
}

/** Sends media to a client that may have it. */
function send(r, parts, scope, grant) {
  const folder = r.variables.onplay_state;
  r.variables.onplay_encoding = parts.isText && acceptsGzip(r) ? 'gzip' : '';
  r.variables.onplay_key = [
    state.generations(folder, mediaPath.surrogateKeys(parts)),
    parts.name,
    grants.entryOf(scope, parts.rendition, parts.file),
    r.variables.onplay_encoding,
  ].join(' ');
  const entry = cacheEntry.look(r.variables.onplay_cache, r.variables.onplay_key);
  r.variables.onplay_age = entry.age;
  r.internalRedirect(locationFor(r, entry, grant));
}

/** Requests without a fresh cache entry are rate limited, and problems have their own cache. */
function locationFor(r, entry, grant) {
  if (entry.isFresh) return '@onplay_media';
  r.variables.onplay_miss_client = `${grant.slice(-22)} ${r.variables.remote_addr}`;
  if (knownProblems.has(r.variables.onplay_state, r.variables.onplay_key)) return '@onplay_problem';
  return entry.mayReplaceFailure ? '@onplay_missing_if_error' : '@onplay_missing';
}

/** Runs before each response that had no fresh cache entry: notes whether it is a problem. */
function noteProblem(r) {
  if (r.variables.upstream_cache_status === 'HIT') return;
  const note = CACHED_PROBLEMS.includes(r.status) ? knownProblems.add : knownProblems.remove;
  try {
    note(r.variables.onplay_state, r.variables.onplay_key);
  } catch (error) {
    // As on a full disk: the response itself is fine.
    r.error(`onplay: ${error.message}`);
  }
}

/** Runs a control request of the origin, which is authenticated by the edge key. */
function runControl(r, path) {
  const methods = control.find(path);
  if (!methods) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = path;
  if (!control.isAuthorized(r.headersIn.Authorization, onplay_keys.edgeKey)) {
    return problems.send(r, 'edge_key_wrong');
  }
  const run = methods[r.method];
  if (!run) return refuseMethod(r, Object.keys(methods));
  const outcome = run(r.variables.onplay_state, r.headersIn);
  if (outcome.problem) return problems.send(r, outcome.problem);
  r.headersOut['Content-Type'] = 'application/json';
  r.headersOut['Cache-Control'] = 'no-store';
  r.return(200, JSON.stringify(outcome));
}

function refuseMethod(r, allowed) {
  r.headersOut.Allow = allowed.join(', ');
  problems.send(r, 'method_not_allowed');
}

/** The request facts that a grant is checked against. */
function requestFacts(r) {
  const referrer = r.headersIn.Referer;
  return {
    address: r.variables.remote_addr,
    referrer: referrer === undefined ? r.headersIn.Origin : referrer,
    nowSeconds: Date.now() / 1000,
  };
}

/** Reduces `Accept-Encoding` to whether gzip is accepted: the origin has two encodings of a text. */
function acceptsGzip(r) {
  const accepted = (r.headersIn['Accept-Encoding'] || '').split(',');
  return accepted.some((one) => /^\s*gzip\s*(?:;\s*q=(?:1|0\.\d*[1-9]).*)?$/i.test(one));
}

export default { answer, noteProblem };
