/** `./run bench compare`: the same benches against the servers of two commits, in turn, in new processes each time. */
import type { Outcome } from './bench.js';
import { describeMachine, thisMachine } from './machine.js';
import { quickOutcome } from './outcome.js';
import { inColumns } from './table.js';
import { headings, measuresOf, type Round, rowOf } from './two-servers.js';

const ROUNDS = 5;

const [labelA = '', cliA = '', labelB = '', cliB = '', ...names] = process.argv.slice(2);
process.stdout.write(`${describeMachine(thisMachine())}\n`);
for (const name of names) {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    process.stderr.write(`${name}, round ${round + 1} of ${ROUNDS}\n`);
    rounds.push(await runRound(name, round % 2 === 1));
  }
  const rows = measuresOf(rounds).map(rowOf);
  process.stdout.write(`\n${name}\n${inColumns([headings(labelA, labelB), ...rows])}`);
}

/** The server that went second in a round goes first in the next. */
async function runRound(name: string, reversed: boolean): Promise<Round> {
  const outcomes: Outcome[] = [];
  const clis = [cliA, cliB];
  for (const side of reversed ? [1, 0] : [0, 1]) outcomes[side] = await quickOutcome(name, clis[side]);
  return { a: outcomes[0]!, b: outcomes[1]! };
}
