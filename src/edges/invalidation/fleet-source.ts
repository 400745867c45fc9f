/** The other processes of a fleet, as something that is purged and sent revocations. */
import type { SharedRevocations } from '../../access/index.js';
import { type Channel, type Roster, reasonOf } from '../../redis/index.js';
import { announcePurge } from '../../segments/index.js';
import { type EdgeAnswer, EdgeError, type Source } from '../edge.js';
import { purgeScopeOf } from './purge-scope-of.js';

interface FleetSourceOptions {
  readonly channel: Channel;
  readonly roster: Pick<Roster, 'others'>;
  readonly revocations: Pick<SharedRevocations, 'announce'>;
}

/** They purge within milliseconds. One that does not catches up later; edges are not kept waiting for it. */
const WAIT_MS = 1500;
/** Redis says at once that it is gone, and must not be missed for long when it is back. */
const MAX_RETRY_MS = 2000;

/** Returns the source. It is told at once or not at all; the caller tries again. */
export function fleetSource({ channel, roster, revocations }: FleetSourceOptions): Source {
  const tell = async (announce: (others: number) => Promise<number>): Promise<EdgeAnswer> => {
    const others = roster.others.length;
    try {
      const done = await announce(others);
      return { detail: `${done} of ${others} have confirmed`, verified: done === others };
    } catch (error) {
      throw new EdgeError('Redis did not accept it', { cause: reasonOf(error) });
    }
  };
  return {
    name: 'other processes',
    pace: { everyMs: 0, maxWaitMs: MAX_RETRY_MS },
    purge: ({ target, mode }) =>
      // Nothing here is stale, as on this process.
      mode === 'soft'
        ? Promise.resolve({ detail: 'nothing to do' })
        : tell((others) => announcePurge(channel, purgeScopeOf(target), others, WAIT_MS)),
    revokeOne: (fingerprint) => tell((others) => revocations.announce(fingerprint, others, WAIT_MS)),
  };
}
