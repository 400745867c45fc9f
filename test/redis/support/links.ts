/** Links to a Redis of the test, each as another process has it, and what they log. */
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { Channel, type ChannelOptions } from '../../../src/redis/channel/channel.js';
import { RedisLink } from '../../../src/redis/redis-link.js';
import { createSeal } from '../../../src/redis/seal.js';

export const FLEET_KEY = 'a key of the whole fleet, long enough for it';

export const silent = pino({ level: 'silent' });

/** A link that has begun, and is closed when the test has finished. */
export async function openLink(url: string, options: { prefix?: string; log?: typeof silent } = {}) {
  const { prefix = 'test', log = silent } = options;
  const link = new RedisLink({ url, prefix, log });
  onTestFinished(() => link.close());
  await link.begin();
  return link;
}

/** A channel of another process, which has not begun; it is closed when the test has finished. */
export async function newChannel(url: string, options: Partial<ChannelOptions> = {}) {
  const link = options.link ?? (await openLink(url));
  const seal = createSeal(FLEET_KEY, 'channel');
  const channel = new Channel({ name: 'told', maxLength: 1000, log: silent, seal, ...options, link });
  onTestFinished(() => channel.close());
  return channel;
}
