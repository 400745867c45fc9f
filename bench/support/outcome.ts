/** Runs one bench in a child process, which sends its outcome to the parent; nothing is stored. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench, Outcome } from './bench.js';

const FILE = fileURLToPath(import.meta.url);

/** Ten times longer than any bench takes in its quick version. */
const TIMEOUT_MS = 10 * 60_000;

/** Loads the bench of this name from bench/. */
export async function loadBench(name: string): Promise<Bench> {
  const { default: bench } = (await import(`../${name}.js`)) as { default: Bench };
  return bench;
}

/**
 * Runs the quick version of a bench and returns its outcome.
 * @param cli the `cli.js` of the server to measure; that of this checkout unless given.
 * @throws Error when it failed; the reason is on standard error.
 */
export function quickOutcome(name: string, cli?: string): Promise<Outcome> {
  const env = { ...process.env, ...(cli !== undefined && { ONPLAY_BENCH_CLI: cli }) };
  return new Promise((resolve, reject) => {
    const child = fork(FILE, [name], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      timeout: TIMEOUT_MS,
    });
    let outcome: Outcome | undefined;
    child.once('message', (message) => {
      outcome = message as Outcome;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (outcome && code === 0) resolve(outcome);
      else reject(new Error(`${name} failed: ${signal ?? `it exited with ${code}`}`));
    });
  });
}

async function send(name: string): Promise<void> {
  const bench = await loadBench(name);
  const outcome = await bench.run({ quick: true, args: [], progress: () => undefined });
  process.send?.(outcome, () => process.disconnect());
}

if (process.send && process.argv[1] === FILE) await send(process.argv[2] ?? '');
