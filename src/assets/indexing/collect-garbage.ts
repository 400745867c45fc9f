import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees the memory of unreferenced arrays. Large arrays lie outside of the JavaScript heap, and a thread does not collect
 * its own when another thread needs memory: the process would hold both. Takes some thirty milliseconds.
 *
 * As a last resort, because a usual collection doubles the space for new objects, which is then resident beside the arrays.
 */
export function collectGarbage(): void {
  collector ??= findCollector();
  collector({ flavor: 'last-resort' });
}

let collector: NodeJS.GCFunction | undefined;

/** Node exposes `gc` to programs started with `--expose-gc`, or in a new context made after the flag was set. */
function findCollector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as NodeJS.GCFunction;
}
