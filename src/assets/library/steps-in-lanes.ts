import type { RemuxContext } from '../../masters/index.js';
import type { Scheduler, SlotLease } from '../../shared/scheduler/scheduler.js';
import type { IndexSteps } from '../index-store.js';
import type { Preparation } from './preparations.js';

/**
 * Runs each step in its lane, so that a master that takes minutes to remux or to read blocks none that takes seconds to index.
 * @param release releases the memory of the step before: a step that waits for a slot while it holds memory could
 *   deadlock with one that holds the slot and waits for that memory.
 */
export function stepsInLanes(
  scheduler: Scheduler,
  preparation: Preparation,
  signal: AbortSignal,
  release: () => void,
): IndexSteps {
  const inLongLane = <T>(phase: 'remuxing' | 'scanning', work: (context: RemuxContext) => Promise<T>) => {
    release();
    preparation.enter('queued');
    const start = (turn: SlotLease) => {
      preparation.enter(phase);
      return work({ signal: turn.signal, onProgress: (share) => preparation.advance(share) });
    };
    return scheduler.run({ lane: 'remux', urgency: 'demand' }, start, signal);
  };
  return {
    index: (work) => {
      release();
      preparation.enter('indexing');
      return scheduler.run({ lane: 'index', urgency: 'demand' }, (turn) => work(turn.signal), signal);
    },
    // Each in the lane of what takes minutes.
    scan: (work) => inLongLane('scanning', work),
    remux: (work) => inLongLane('remuxing', work),
  };
}
