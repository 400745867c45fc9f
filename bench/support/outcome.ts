/** Runs one bench in a process of its own and sends the process that started it what came out; nothing is kept. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench, Outcome } from './bench.js';

const FILE = fileURLToPath(import.meta.url);

/** No bench in its small version takes a tenth of it. */
const MOST_MS = 10 * 60_000;

/** The bench of this name, from bench/. */
export async function loadBench(name: string): Promise<Bench> {
  const { default: bench } = (await import(`../${name}.js`)) as { default: Bench };
  return bench;
}

/**
 * The outcome of the small version of a bench.
 * @param cli the `cli.js` of the server to measure; that of this checkout unless given.
 * @throws Error when it failed; why is on standard error.
 */
export function quickOutcome(name: string, cli?: string): Promise<Outcome> {
  const env = { ...process.env, ...(cli !== undefined && { ONPLAY_BENCH_CLI: cli }) };
  return new Promise((resolve, reject) => {
    const child = fork(FILE, [name], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      timeout: MOST_MS,
    });
    let outcome: Outcome | undefined;
    child.once('message', (message) => {
      outcome = message as Outcome;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (outcome && code === 0) resolve(outcome);
      else reject(new Error(`${name} failed: ${signal ?? `it ended with ${code}`}`));
    });
  });
}

async function send(name: string): Promise<void> {
  const bench = await loadBench(name);
  const outcome = await bench.run({ quick: true, args: [], progress: () => undefined });
  process.send?.(outcome, () => process.disconnect());
}

if (process.send && process.argv[1] === FILE) await send(process.argv[2] ?? '');
