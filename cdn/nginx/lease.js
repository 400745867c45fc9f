/**
 * Leases of streams: whether a player still has a place among those that its token allows its viewer. The origin decides, and
 * onplay.conf.template caches its answer for the seconds that it names (src/origin/cache-policy.ts).
 */

/** Of onplay.conf.template: asks the origin. */
const LOCATION = '/-/edge/lease';

/**
 * Calls back with whether the stream has no place. Where the origin gives no answer it has one, as everything goes on that is in the
 * cache.
 */
function ask(r, parts, session, answer) {
  r.variables.onplay_lease = `/-/${parts.grant}/${parts.asset}/lease`;
  // Until the cache key of media takes its place.
  r.variables.onplay_key = session;
  r.subrequest(LOCATION, { method: 'GET' }, (reply) => {
    try {
      answer(reply.headersOut['Onplay-Stream'] === 'refused');
    } catch (error) {
      r.error(`onplay: ${error.message}`);
      r.return(500);
    }
  });
}

export default { ask };
