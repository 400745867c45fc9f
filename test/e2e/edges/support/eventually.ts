/** Waiting for effects in other processes. */
import { setTimeout as wait } from 'node:timers/promises';
import { EVENT_MS } from '../../../support/budgets.js';

const POLL_MS = 20;

/** Polls until `condition` is true. @throws Error after `EVENT_MS` */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + EVENT_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`condition not met in time: ${condition}`);
    await wait(POLL_MS);
  }
}
