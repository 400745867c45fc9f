/** Before each test file: whatever waits for an event has the budget of events, unless it says otherwise. */
import { vi } from 'vitest';
import { EVENT_MS } from './budgets.js';

const LOOK_EVERY_MS = 10;
const { waitFor } = vi;

/** Marks the function that is in place already in a process that runs several files. */
const PATIENT = Symbol.for('patient');

if (!(PATIENT in waitFor)) {
  const patient: typeof waitFor = (look, options = {}) => {
    const given = typeof options === 'number' ? { timeout: options } : options;
    return waitFor(look, { timeout: EVENT_MS, interval: LOOK_EVERY_MS, ...given });
  };
  vi.waitFor = Object.assign(patient, { [PATIENT]: true });
}
