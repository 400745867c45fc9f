/** `./run bench quick`: runs the quick version of each named bench and prints a table; nothing is stored. */
import type { Bench, Outcome } from './bench.js';
import { describeMachine, thisMachine } from './machine.js';
import { loadBench, quickOutcome } from './outcome.js';
import { inColumns } from './table.js';
import { timed } from './timing.js';

const rows: string[][] = [];
process.stdout.write(`${describeMachine(thisMachine())}\n`);
for (const name of process.argv.slice(2)) {
  const bench = await loadBench(name);
  let outcome: Outcome | undefined;
  const milliseconds = await timed(async () => {
    outcome = await quickOutcome(name).catch(() => undefined);
  });
  process.stdout.write(`${outcome?.summary ?? `${name} failed`}\n`);
  rows.push(row(bench, outcome, milliseconds));
}
process.stdout.write(`\n${inColumns([['result', '', 'took', 'goal'], ...rows])}`);
if (rows.some(([, met]) => met === 'failed')) process.exitCode = 1;

function row({ name, goal }: Bench, outcome: Outcome | undefined, milliseconds: number): string[] {
  const met = outcome?.goalMet ? 'met' : 'missed';
  const seconds = `${(milliseconds / 1000).toFixed(0)} s`;
  return [outcome?.summary ?? name, outcome ? met : 'failed', seconds, goal];
}
