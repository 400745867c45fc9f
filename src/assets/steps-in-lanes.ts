import type { Scheduler, Turn } from '../shared/scheduler/scheduler.js';
import type { IndexSteps } from './index-store.js';
import type { Preparation } from './preparations.js';

/**
 * Runs each step in its lane, so that a master that takes minutes holds up no other that does not.
 * @param release gives back the memory of the step before: a step that waited for its slot with it could wait for one
 *   that waits for that memory.
 */
export function stepsInLanes(
  scheduler: Scheduler,
  to: Preparation,
  signal: AbortSignal,
  release: () => void,
): IndexSteps {
  return {
    index: (work) => {
      release();
      to.enter('indexing');
      return scheduler.run({ lane: 'index', urgency: 'demand' }, (turn) => work(turn.signal), signal);
    },
    remux: (work) => {
      release();
      to.enter('queued');
      const start = (turn: Turn) => {
        to.enter('remuxing');
        return work({ signal: turn.signal, onProgress: (share) => to.advance(share) });
      };
      return scheduler.run({ lane: 'remux', urgency: 'demand' }, start, signal);
    },
  };
}
