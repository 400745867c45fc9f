import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back the memory of what was just dropped. Large arrays lie outside of JavaScript's heap, and one thread does not
 * collect what it has dropped when another needs memory: the process would have both. Takes some ten milliseconds.
 */
export function collectGarbage(): void {
  collector ??= findCollector();
  collector();
}

let collector: (() => void) | undefined;

/** Node gives it to programs that were started with a flag, or that set the flag and make a new context. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
