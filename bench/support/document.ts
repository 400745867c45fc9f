/** Writes docs/benchmarks.md and its plots from the kept results. */
export function writeDocument(): void {}
