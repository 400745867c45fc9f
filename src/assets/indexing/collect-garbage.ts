import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees the memory of unreferenced arrays. Large arrays lie outside of the JavaScript heap, and a thread does not collect
 * its own when another thread needs memory: the process would hold both. Takes some ten milliseconds.
 */
export function collectGarbage(): void {
  collector ??= findCollector();
  collector();
}

let collector: (() => void) | undefined;

/** Node exposes `gc` to programs started with `--expose-gc`, or in a new context made after the flag was set. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
