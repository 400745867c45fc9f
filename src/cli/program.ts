/** The command line, `onplay COMMAND`. A command prints its result to standard output and everything else to standard error. */
import { Command } from 'commander';
import { OnplayError } from '../shared/errors.js';
import { packageVersion } from '../shared/version.js';
import { ads } from './ads/ads.js';
import { doctor } from './doctor/doctor.js';
import { printEdgeKeys } from './edge-keys.js';
import { inspect } from './masters/inspect.js';
import { demo } from './servers/demo.js';
import { serve } from './servers/serve.js';
import { printToken, printUrl } from './token.js';
import { trace } from './trace/trace.js';

const program = new Command('onplay')
  .description(
    'A just-in-time transcoding and packaging origin. Settings are ONPLAY_… variables: docs/settings.md',
  )
  .version(packageVersion())
  .showHelpAfterError();

program.command('serve').description('serve the masters in ONPLAY_MASTERS').action(serve);

// What only these two need is loaded by them alone: Redis, and its queues.
program
  .command('worker')
  .description('encode for the origins that share ONPLAY_REDIS_URL and ONPLAY_FLEET_KEY')
  .action(async () => (await import('./servers/worker.js')).worker());

program
  .command('jobs')
  .description("look at the fleet's jobs that failed for good, retry or drop them")
  .argument('[action]', 'list, show, retry or drop', 'list')
  .argument('[id]', 'of the job')
  .option('--json', 'print as JSON')
  .action(async (action, id, options) => (await import('./fleet/jobs.js')).jobs(action, id, options));

program
  .command('demo')
  .description('serve the given files, or a test video, with a page open to every user of this machine')
  .argument('[files...]', 'video or audio files')
  .action(demo);

program
  .command('token')
  .description('print a playback token')
  .argument('<asset>', 'name of the asset')
  .option('--ttl <duration>', 'lifetime: 90s, 15m, 4h, 7d', '4h')
  .option('--claim <name=value>', 'a limit or condition; repeatable', collect, [])
  .action(printToken);

program
  .command('url')
  .description('print a signed playback URL')
  .argument('<asset>', 'name of the asset')
  .option('--format <format>', 'hls or dash', 'hls')
  .option('--ttl <duration>', 'lifetime: 90s, 15m, 4h, 7d', '4h')
  .option('--claim <name=value>', 'a limit or condition; repeatable', collect, [])
  .action(printUrl);

program
  .command('inspect')
  .description('describe a master: its tracks, segments and renditions')
  .argument('<asset>', 'name of the asset, or path of a file')
  .option('--json', 'print the full description as JSON')
  .action(inspect);

program
  .command('ads')
  .description('ask an ad server, and print the breaks that its answer has')
  .argument('<tag>', 'URL of VAST or VMAP, of a host in ONPLAY_AD_SERVERS')
  .option('--json', 'print as JSON, with all tracking URLs')
  .action(ads);

program
  .command('trace')
  .description('find whose copy of an asset a file is, by its hidden mark')
  .argument('<file>', 'video: the copy, or part of it, in any format')
  .argument('<asset>', 'name of the asset')
  .option('--codes <file>', 'compare with these codes alone: in each line a number')
  .option('--viewers <file>', 'compare with these viewers alone: in each line a name')
  .option('--tenant <name>', 'the tenant of these viewers')
  .option('--json', 'print as JSON')
  .action(trace);

program
  .command('edge-keys')
  .description('print the keys for an edge in front of this origin; keep them secret')
  .action(printEdgeKeys);

program.command('doctor').description('check this machine and the settings').action(doctor);

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

/** Runs the command that the arguments of this process name. */
export async function runCommand(): Promise<void> {
  // The reader of the output may close it early, as `head` does.
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
}
