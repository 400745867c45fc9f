/**
 * Events of a fleet: what each of its processes notices for itself, as a master that was replaced, is sent by the one that notices it first.
 * Its outbox delivers it, as everything that only it knows, and that of another if it is gone (`webhooks/shared-messages.ts`). Where Redis is
 * gone, each sends what it notices: delivery is at least once.
 */
import type { RedisLink, Seal } from '../redis/index.js';
import type { WebhookEvent } from './webhooks/webhook-event.js';

const DAY_SECONDS = 86_400;

/** How long an event is the same as an earlier one with the same data. Of other types no two processes notice the same. */
const SAME_SECONDS: Readonly<Partial<Record<WebhookEvent['type'], number>>> = {
  // Each process gets the index when it is first asked for the asset.
  'asset.indexed': 7 * DAY_SECONDS,
  'asset.refused': DAY_SECONDS / 24,
  // Each notices it at its next look, within seconds where it is asked.
  'asset.changed': 600,
  'encode.failed': 60,
};

/**
 * Returns what emits each event once in the fleet. It never throws or waits.
 * @param seal names the keys, so that they cannot be taken beforehand.
 */
export function onceInFleet(
  link: RedisLink,
  seal: Seal,
  emit: (event: WebhookEvent) => void,
): (event: WebhookEvent) => void {
  return (event) => {
    const seconds = SAME_SECONDS[event.type];
    if (seconds === undefined) emit(event);
    else
      void isFirst(link, seal, event, seconds).then((first) => {
        if (first) emit(event);
      });
  };
}

/** Also true where Redis does not say. Never rejects. */
async function isFirst(link: RedisLink, seal: Seal, { type, data }: WebhookEvent, seconds: number) {
  const [signature] = seal.close(JSON.stringify([type, data])).split('.', 1);
  const key = link.key(`event:${signature}`);
  return (await link.attempt((redis) => redis.set(key, link.node, 'EX', seconds, 'NX'))) !== null;
}
