/** Before each test file: whatever waits for an event has the budget of events, unless it says otherwise. */
import { vi } from 'vitest';
import { EVENT_MS } from './budgets.js';

const LOOK_EVERY_MS = 10;
const { waitFor } = vi;

vi.waitFor = (look, options = {}) => {
  const given = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(look, { timeout: EVENT_MS, interval: LOOK_EVERY_MS, ...given });
};
