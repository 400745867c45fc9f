/**
 * What the origin orders, with `Authorization: Bearer` and the key of the edge:
 *
 *     POST /-/edge/purge        Surrogate-Key: one or more keys, Onplay-Purge: hard | soft    {"generation":"…"}
 *     GET  /-/edge/purge        Surrogate-Key: one or more keys                               {"generation":"…"}
 *     POST /-/edge/revocations  Onplay-Revoked: handle=untilSeconds,…                         {"known":12}
 */
import digests from './digests.js';
import state from './state.js';

const FOLDER = '/-/edge/';
const KEYS = /^[a-z0-9-]{1,64}(?: [a-z0-9-]{1,64}){0,63}$/;
const REVOKED = /^[0-9a-f]{32}=[0-9]{1,12}(?:,[0-9a-f]{32}=[0-9]{1,12}){0,49}$/;

const ORDERS = {
  '/-/edge/purge': { GET: present, POST: purge },
  '/-/edge/revocations': { POST: revoke },
};

/** By method, what is done at a path: each takes the folder of the state and the headers, and returns what to answer. */
function find(path) {
  return ORDERS[path];
}

/** Whether a value of `Authorization`, undefined where there is none, is `Bearer` with this key. */
function mayBeGiven(authorization, key) {
  const given = /^Bearer ([!-~]{1,256})$/i.exec(authorization || '');
  return given !== null && digests.areEqual(key, given[1], key);
}

/**
 * nginx cannot make something stale, so that a soft purge is a hard one: what bears the key is fetched anew. What is on
 * its way from the origin was asked for under the old generation, and is kept where nobody finds it.
 */
function purge(folder, headers) {
  const keys = keysIn(headers['Surrogate-Key']);
  if (!keys || !/^(?:hard|soft)$/.test(headers['Onplay-Purge'] || ''))
    return { problem: 'edge_order_malformed' };
  // It would change nothing, and who ordered it would take it for done.
  if (keys.some((key) => key.startsWith('v-'))) return { problem: 'edge_key_unsupported' };
  return { generation: state.renew(folder, keys) };
}

/** The latest generation of the keys. */
function present(folder, headers) {
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

export default { FOLDER, find, mayBeGiven };
