#!/usr/bin/env node
/** The command line: `onplay COMMAND`. Each command prints its result on standard output, all else on standard error. */
import { Command } from 'commander';
import { demo } from './cli/demo.js';
import { doctor } from './cli/doctor.js';
import { printEdgeKeys } from './cli/edge-keys.js';
import { inspect } from './cli/inspect.js';
import { serve } from './cli/serve.js';
import { printToken, printUrl } from './cli/token.js';
import { OnplayError } from './shared/errors.js';
import { packageVersion } from './shared/version.js';

const program = new Command('onplay')
  .description(
    'A just-in-time transcoding and packaging origin. Settings are ONPLAY_… variables: docs/settings.md',
  )
  .version(packageVersion())
  .showHelpAfterError();

program.command('serve').description('serve the masters of ONPLAY_MASTERS').action(serve);

program
  .command('demo')
  .description('serve these videos, or made ones, with a page that anybody at this machine may use')
  .argument('[files...]', 'video or audio files')
  .action(demo);

program
  .command('token')
  .description('print a playback token')
  .argument('<asset>', 'name of the asset')
  .option('--ttl <duration>', 'how long it is valid: 90s, 15m, 4h, 7d', '4h')
  .option('--claim <name=value>', 'a limit or condition; may be repeated', collect, [])
  .action(printToken);

program
  .command('url')
  .description('print a signed playback URL')
  .argument('<asset>', 'name of the asset')
  .option('--format <format>', 'hls or dash', 'hls')
  .option('--ttl <duration>', 'how long it is valid: 90s, 15m, 4h, 7d', '4h')
  .option('--claim <name=value>', 'a limit or condition; may be repeated', collect, [])
  .action(printUrl);

program
  .command('inspect')
  .description('print what a master is, how it is cut and in which renditions it can be played')
  .argument('<asset>', 'name of the asset, or a file')
  .option('--json', 'everything, as JSON')
  .action(inspect);

program
  .command('edge-keys')
  .description('print the keys that an edge in front of this origin needs; keep them secret')
  .action(printEdgeKeys);

program.command('doctor').description('check this machine and the settings').action(doctor);

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`onplay: ${error instanceof OnplayError ? error.publicDetail : String(error)}\n`);
  process.exitCode = 1;
}
