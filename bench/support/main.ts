/** `./run bench NAME [ARGS]`: runs one bench, prints and stores its outcome, and rewrites the document. */
import type { Bench } from './bench.js';
import { writeDocument } from './document.js';
import { describeMachine, thisMachine } from './machine.js';
import { report } from './report.js';
import { storeResult } from './results.js';

const [name = '', ...args] = process.argv.slice(2);
const { default: bench } = (await import(`../${name}.js`)) as { default: Bench };
const machine = thisMachine();
process.stdout.write(`${describeMachine(machine)}\n`);
const outcome = await bench.run({ quick: false, args, progress });
process.stdout.write(report(bench, outcome));
// With arguments, such as a video of the user's own, the result is not the documented one.
if (args.length === 0) {
  storeResult(bench, machine, outcome);
  writeDocument();
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
