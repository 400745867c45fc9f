import type { Scheduler, Turn } from '../../encoder/scheduler.js';
import type { IndexSteps } from './index-store.js';
import type { Preparation } from './preparations.js';

/** Runs each step in its lane, so that a master that takes minutes holds up no other that does not. */
export function stepsInLanes(scheduler: Scheduler, to: Preparation, signal: AbortSignal): IndexSteps {
  return {
    index: (work) => {
      to.enter('indexing');
      return scheduler.run({ lane: 'index', urgency: 'demand' }, (turn) => work(turn.signal), signal);
    },
    remux: (work) => {
      to.enter('queued');
      const start = (turn: Turn) => {
        to.enter('remuxing');
        return work({ signal: turn.signal, onProgress: (share) => to.advance(share) });
      };
      return scheduler.run({ lane: 'remux', urgency: 'demand' }, start, signal);
    },
  };
}
