/**
 * The control requests of the origin, with the edge key as `Authorization: Bearer`:
 *
 *     POST /-/edge/purge        Surrogate-Key: one or more keys, Onplay-Purge: hard | soft    {"generation":"…"}
 *     GET  /-/edge/purge        Surrogate-Key: one or more keys                               {"generation":"…"}
 *     POST /-/edge/revocations  Onplay-Revoked: fingerprint=untilSeconds,…                     {"known":12}
 */
import digests from './digests.js';
import state from './state.js';

const PREFIX = '/-/edge/';
const KEYS = /^[a-z0-9-]{1,64}(?: [a-z0-9-]{1,64}){0,63}$/;
const REVOKED = /^[0-9a-f]{32}=[0-9]{1,12}(?:,[0-9a-f]{32}=[0-9]{1,12}){0,49}$/;

const CONTROLS = {
  '/-/edge/purge': { GET: current, POST: purge },
  '/-/edge/revocations': { POST: revoke },
};

/** The handlers of a path by method. Each takes the state directory and the headers, and returns the JSON to answer. */
function find(path) {
  return CONTROLS[path];
}

/** Whether `Authorization`, undefined if absent, is `Bearer` with this key. */
function isAuthorized(authorization, key) {
  const given = /^Bearer ([!-~]{1,256})$/i.exec(authorization || '');
  return given !== null && digests.areEqual(key, given[1], key);
}

/**
 * nginx cannot mark entries stale, so a soft purge is a hard one: entries with the key are fetched again. Responses in flight
 * from the origin are stored under the old generation, where no request finds them.
 */
function purge(folder, headers) {
  const keys = keysIn(headers['Surrogate-Key']);
  if (!keys || !/^(?:hard|soft)$/.test(headers['Onplay-Purge'] || ''))
    return { problem: 'edge_order_malformed' };
  // Accepting it would purge nothing, and the origin would take it for done.
  if (keys.some((key) => key.startsWith('v-'))) return { problem: 'edge_key_unsupported' };
  return { generation: state.renew(folder, keys) };
}

/** Returns the latest generation of the keys. */
function current(folder, headers) {
  const keys = keysIn(headers['Surrogate-Key']);
  if (!keys) return { problem: 'edge_order_malformed' };
  return {
    generation: keys
      .map((key) => state.generation(folder, key))
      .sort()
      .pop(),
  };
}

function revoke(folder, headers) {
  const list = headers['Onplay-Revoked'] || '';
  if (!REVOKED.test(list)) return { problem: 'edge_order_malformed' };
  const known = state.revoke(folder, list.split(','));
  return known === undefined ? { problem: 'edge_full' } : { known };
}

function keysIn(list) {
  return KEYS.test(list || '') ? list.split(' ') : undefined;
}

export default { PREFIX, find, isAuthorized };
