#!/usr/bin/env node
/** Starts the command line, if this Node.js can run it: an older one would start, and fail at the first request. */
import { nodeTooOld } from './cli/node-version.js';

const tooOld = nodeTooOld(process.versions.node);
if (tooOld === undefined) {
  const { runCommand } = await import('./cli/program.js');
  await runCommand();
} else {
  process.stderr.write(`onplay: ${tooOld}\n`);
  process.exitCode = 1;
}
