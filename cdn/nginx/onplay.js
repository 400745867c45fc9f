/**
 * Onplay's edge in nginx (njs 0.7.9 and newer): decides for each request whether it may be answered, from where, and
 * under which name it is kept. nginx does the rest, as onplay.conf.template says.
 *
 * Everything is decided by the path as it was sent: nothing is decoded, merged or resolved, so that the edge and the
 * origin cannot understand one path in two ways.
 *
 * njs makes a new world for every request; what outlasts one is in files (state.js) or was there when nginx read its
 * configuration (`onplay_keys`). It lacks some of today's JavaScript: destructuring, spread, default arguments, classes.
 */
import grants from './grant.js';
import kept from './kept.js';
import knownProblems from './known-problems.js';
import mediaPath from './media-path.js';
import orders from './orders.js';
import problems from './problem.js';
import state from './state.js';

/** Of which onplay.conf.template keeps the answer, in a cache of their own. */
const KEPT_PROBLEMS = [404, 409, 410, 422];
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
  if (path.startsWith(orders.FOLDER)) return order(r, path);
  if (path.startsWith('/-/')) return media(r, mediaPath.parse(path));
  if (mediaPath.isClosed(path)) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = path;
  if (!PLAYBACK_METHODS.includes(r.method)) return refuseMethod(r, PLAYBACK_METHODS);
  passOn(r);
}

/** To the origin and back: nothing is kept, and the origin decides. */
function passOn(r) {
  r.variables.onplay_encoding = r.headersIn['Accept-Encoding'] || '';
  r.internalRedirect('@onplay_origin');
}

/** Media goes to players whose grant is good, from one copy for all of them. */
function media(r, place) {
  if (!place) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = `/-/*/${place.name}`;
  if (r.method === 'OPTIONS') return passOn(r);
  if (!PLAYBACK_METHODS.includes(r.method)) return refuseMethod(r, PLAYBACK_METHODS);
  const grant = place.grant === '-' ? grants.inCookies(r.headersIn.Cookie) : place.grant;
  const scope = grants.verify(onplay_keys.grantKey, grant, place.asset, asking(r));
  if (scope.problem) return problems.send(r, scope.problem);
  const folder = r.variables.onplay_state;
  if (state.areRevoked(folder, scope.handles)) return problems.send(r, 'grant_revoked');
  if (place.grant === '-') r.variables.onplay_cookie = `onplay-grant=${grant}`;
  r.variables.onplay_encoding = place.isText && acceptsGzip(r) ? 'gzip' : '';
  r.variables.onplay_key = [
    state.generations(folder, mediaPath.surrogateKeys(place)),
    place.name,
    scope.limits,
    r.variables.onplay_encoding,
  ].join(' ');
  const copy = kept.look(r.variables.onplay_cache, r.variables.onplay_key);
  r.variables.onplay_age = copy.age;
  r.internalRedirect(locationFor(r, copy, grant));
}

/** A client that asks for what there is no fresh copy of is limited, and problems have a cache of their own. */
function locationFor(r, copy, grant) {
  if (copy.isFresh) return '@onplay_media';
  r.variables.onplay_asking = `${grant.slice(-22)} ${r.variables.remote_addr}`;
  if (knownProblems.has(r.variables.onplay_state, r.variables.onplay_key)) return '@onplay_problem';
  return copy.mayReplaceFailure ? '@onplay_missing_if_error' : '@onplay_missing';
}

/** Told of each answer for which there was no fresh copy, before it is sent. */
function noteProblem(r) {
  if (r.variables.upstream_cache_status === 'HIT') return;
  const note = KEPT_PROBLEMS.includes(r.status) ? knownProblems.add : knownProblems.remove;
  try {
    note(r.variables.onplay_state, r.variables.onplay_key);
  } catch (error) {
    // As on a full disk: the answer itself is good.
    r.error(`onplay: ${error.message}`);
  }
}

/** The origin's orders; nobody else has the key. */
function order(r, path) {
  const known = orders.find(path);
  if (!known) return problems.send(r, 'route_unknown');
  r.variables.onplay_logged = path;
  if (!orders.mayBeGiven(r.headersIn.Authorization, onplay_keys.edgeKey)) {
    return problems.send(r, 'edge_key_wrong');
  }
  const carryOut = known[r.method];
  if (!carryOut) return refuseMethod(r, Object.keys(known));
  const outcome = carryOut(r.variables.onplay_state, r.headersIn);
  if (outcome.problem) return problems.send(r, outcome.problem);
  r.headersOut['Content-Type'] = 'application/json';
  r.headersOut['Cache-Control'] = 'no-store';
  r.return(200, JSON.stringify(outcome));
}

function refuseMethod(r, allowed) {
  r.headersOut.Allow = allowed.join(', ');
  problems.send(r, 'method_not_allowed');
}

/** Who asks, and when. */
function asking(r) {
  const referrer = r.headersIn.Referer;
  return {
    address: r.variables.remote_addr,
    referrer: referrer === undefined ? r.headersIn.Origin : referrer,
    nowSeconds: Date.now() / 1000,
  };
}

/** Players accept many combinations of encodings; the origin has two texts. */
function acceptsGzip(r) {
  const accepted = (r.headersIn['Accept-Encoding'] || '').split(',');
  return accepted.some((one) => /^\s*gzip\s*(?:;\s*q=(?:1|0\.\d*[1-9]).*)?$/i.test(one));
}

export default { answer, noteProblem };
