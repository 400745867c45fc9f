/** `./run bench NAME [ARGS]`: runs one bench, prints what came out, keeps it, and writes the document anew. */
import type { Bench } from './bench.js';
import { writeDocument } from './document.js';
import { describeMachine, thisMachine } from './machine.js';
import { report } from './report.js';
import { keepResult } from './results.js';

const [name = '', ...args] = process.argv.slice(2);
const { default: bench } = (await import(`../${name}.js`)) as { default: Bench };
const machine = thisMachine();
process.stdout.write(`${describeMachine(machine)}\n`);
const outcome = await bench.run({ quick: false, args, progress });
process.stdout.write(report(bench, outcome));
// A figure for a video of one's own is not the figure that the document tells of.
if (args.length === 0) {
  keepResult(bench, machine, outcome);
  writeDocument();
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
