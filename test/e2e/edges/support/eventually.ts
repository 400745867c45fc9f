/** Waiting for what other processes do. */
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 20;
const LONGEST_MS = 20_000;

/** Resolves when `isSo` is true, looking again and again. @throws Error when that takes longer than 20 s. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${isSo}`);
    await wait(LOOK_MS);
  }
}
