/** Purges of a fleet: what one of its processes was asked to purge, all of them purge. */
import { z } from 'zod';
import type { Channel } from '../../redis/index.js';
import { toAssetId } from '../../shared/asset-id.js';
import { RENDITION_ID } from '../../shared/media-url.js';
import type { LocalPurge } from '../purge.js';
import type { PurgeScope } from '../stores/purge-scope.js';

const TOPIC = 'purge';

const asset = z.string().min(1).max(1024);
/** Everything is said in words: a member that is missing must not purge more than was meant. */
const messageSchema = z.xor([
  z.strictObject({ everything: z.literal(true) }),
  z.strictObject({ asset }),
  z.strictObject({ asset, version: z.string().min(1).max(128) }),
  z.strictObject({ asset, rendition: z.string().regex(RENDITION_ID) }),
]);

/**
 * Carries out the purges of other processes, also those of while this one was disconnected. Where it cannot know which they were,
 * everything is purged. Call it before the channel begins.
 */
export function followPurges(channel: Channel, purge: LocalPurge): void {
  channel.on(TOPIC, messageSchema, (message) => purge(scopeOf(message)));
  channel.onGap(() => purge({}));
}

/**
 * Tells the other processes to purge a scope. Resolves with how many of the `others` have purged it after `waitMs` at most.
 * @throws Error where Redis does not accept it.
 */
export function announcePurge(
  channel: Channel,
  scope: PurgeScope,
  others: number,
  waitMs: number,
): Promise<number> {
  const message = scope.asset === undefined ? { everything: true } : scope;
  return channel.sendConfirmed(TOPIC, message, others, waitMs);
}

function scopeOf(message: z.output<typeof messageSchema>): PurgeScope {
  if ('everything' in message) return {};
  return { ...message, asset: toAssetId(message.asset) };
}
