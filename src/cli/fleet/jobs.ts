/** `onplay jobs`: the jobs of the fleet that failed for good. */
import { workerLog } from '../../composition/worker/index.js';
import { type DatedDeadLetter, DeadLetters, FleetSeal, retryJob } from '../../fleet/index.js';
import { RedisLink } from '../../redis/index.js';
import { OnplayError } from '../../shared/errors.js';
import { configInvalid } from '../../shared/settings/config-invalid.js';
import { fleetConfig } from './fleet-config.js';
import { jobDescription, jobLines } from './jobs-text.js';

interface JobsOptions {
  readonly json?: boolean;
}

/** As many as there are. */
const MAX_LISTED = 1000;

/** @throws OnplayError `argument_invalid` for an unknown action or job; `config_invalid`. */
export async function jobs(action: string, id: string | undefined, options: JobsOptions): Promise<void> {
  const config = fleetConfig();
  const link = new RedisLink({ url: config.redisUrl, prefix: config.redisPrefix, log: workerLog(config) });
  try {
    await link.begin();
    if (!link.isUp) throw configInvalid(['ONPLAY_REDIS_URL: expected a Redis that answers there']);
    const output = await outputOf(link, new FleetSeal(config.fleetKey), { action, id, ...options });
    process.stdout.write(`${output}\n`);
  } finally {
    link.close();
  }
}

interface Command extends JobsOptions {
  readonly action: string;
  readonly id: string | undefined;
}

async function outputOf(link: RedisLink, seal: FleetSeal, { action, id, json }: Command): Promise<string> {
  const deadLetters = new DeadLetters(link);
  if (action === 'list') {
    const letters = await deadLetters.list(MAX_LISTED);
    return json ? JSON.stringify(letters.map(shown), null, 2) : jobLines(letters, await link.now());
  }
  const letter = await find(deadLetters, id);
  switch (action) {
    case 'show':
      return json ? JSON.stringify(shown(letter), null, 2) : jobDescription(letter, await link.now());
    case 'retry':
      if (await retryJob({ link, seal, deadLetters }, letter)) return `${letter.id} is in the queue again`;
      throw invalid(
        'This job was not put into Redis by an origin of this fleet, so it is not done. `drop` removes it.',
      );
    case 'drop':
      await deadLetters.drop(letter.id);
      return `${letter.id} is dropped`;
    default:
      throw invalid('The action is one of list, show, retry and drop.');
  }
}

async function find(deadLetters: DeadLetters, id: string | undefined): Promise<DatedDeadLetter> {
  const letter = id === undefined ? undefined : await deadLetters.find(id);
  if (!letter)
    throw invalid('There is no such job. `onplay jobs` lists the jobs that failed, each with its id.');
  return letter;
}

/** Without the seal, which is nothing to look at. */
function shown({ job: _, ...letter }: DatedDeadLetter): object {
  return { ...letter, failedAt: new Date(letter.failedAt).toISOString() };
}

function invalid(publicDetail: string): OnplayError {
  return new OnplayError('argument_invalid', { publicDetail });
}
