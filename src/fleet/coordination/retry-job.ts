/** Has a failed job done again, whether or not an origin waits for it: the operator does. */
import type { RedisLink } from '../../redis/index.js';
import type { FleetSeal } from '../fleet-seal.js';
import { openJob } from '../jobs/job.js';
import { JobQueue } from '../jobs/job-queue.js';
import { laneOfQueue } from '../jobs/queue-names.js';
import type { DatedDeadLetter, DeadLetters } from './dead-letters.js';
import { Interest } from './interest.js';
import { queuePrefix } from './keys.js';

interface RetryServices {
  readonly link: Pick<RedisLink, 'run' | 'key'>;
  readonly seal: FleetSeal;
  readonly deadLetters: Pick<DeadLetters, 'drop'>;
}

/** Stands among the origins that wait. */
const OPERATOR = 'operator';
/** How long the operator waits for the job. */
const PATIENCE_MS = 300_000;
/** The first of all. */
const PRIORITY = 1;

/** Resolves with whether the job was added: not if its record was not written by this fleet. @throws Error where Redis does not answer. */
export async function retryJob(services: RetryServices, letter: DatedDeadLetter): Promise<boolean> {
  const { link, seal, deadLetters } = services;
  const { id, queue: name, job: sealed } = letter;
  const job = openJob(seal, id, sealed);
  if (!job) return false;
  await deadLetters.drop(id);
  const interest = new Interest(link, OPERATOR);
  await interest.beat(PATIENCE_MS);
  await interest.enter({ id, lane: laneOfQueue(name), turn: 0, tenant: job.tenant }, 'now');
  const queue = await link.run((redis) => JobQueue.open(name, redis, queuePrefix(link)));
  await queue.add(id, sealed, PRIORITY);
  await queue.close();
  return true;
}
