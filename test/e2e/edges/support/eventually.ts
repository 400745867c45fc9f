/** Waiting for what other processes do. */
import { setTimeout as wait } from 'node:timers/promises';
import { EVENT_MS } from '../../../support/budgets.js';

const LOOK_MS = 20;

/** Resolves when `isSo` is true, looking again and again. @throws Error when the budget of an event is spent. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + EVENT_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${isSo}`);
    await wait(LOOK_MS);
  }
}
