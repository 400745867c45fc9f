/**
 * Failures of a fleet: what failed for good in one of its processes is not tried by the others. Each asks its own memory, which the
 * messages of the others feed; one that is lost costs another attempt.
 */
import { z } from 'zod';
import type { Channel } from '../../redis/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { FailureMemory } from '../../shared/failure-memory.js';

/** An asset's name, its version and what of it. */
const key = z.string().min(1).max(2048);

const failureSchema = z.strictObject({
  key,
  code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  detail: z.string().max(2048),
  retryable: z.boolean(),
  /** How often in a row, where it was told. */
  count: z.int().min(1).max(1_000_000),
  extensions: z.record(z.string().max(64), z.json()),
});

/**
 * Tells the other processes of what fails and passes here, and adopts what does there. Call it before the channel begins.
 * @param subject what the keys are of: lower-case letters.
 */
export function shareFailures(channel: Channel, subject: string, failures: FailureMemory): void {
  const [failed, passed] = [`${subject}-failed`, `${subject}-passed`];
  channel.on(failed, failureSchema, (failure, { ageMs }) => {
    const { code, detail: publicDetail, retryable, extensions, count } = failure;
    const error = new OnplayError(code, { publicDetail, retryable, extensions });
    failures.adopt(failure.key, { error, count }, ageMs);
  });
  channel.on(passed, z.strictObject({ key }), (message) => failures.adoptPassed(message.key));
  const send = (topic: string, value: unknown) => void channel.send(topic, value).catch(() => undefined);
  failures.listen({
    failed: (key, { error, count }) => {
      const { code, publicDetail: detail, retryable, extensions } = error;
      send(failed, { key, code, detail, retryable, count, extensions });
    },
    passed: (key) => send(passed, { key }),
  });
}
