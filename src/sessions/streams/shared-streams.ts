/**
 * Streams of a fleet: whichever process a player asks, all know within a second that it plays. Each counts what it knows: where
 * Redis is gone, those that ask it, so that a viewer may have as many streams at each process.
 */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Channel, RedisLink } from '../../redis/index.js';
import type { ListedStream, Streams } from './streams.js';

const TOPIC = 'streams';
const TELL_MS = 500;
/** How often a stream that goes on is told of: well before it would count as idle. */
const TELL_AGAIN_MS = 3000;
const MAX_PENDING = 20_000;
/** A message has room for 64 kB; a stream with the longest names has 2 kB. */
const MAX_IN_MESSAGE = 25;
/** The year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;

const streamSchema = z.strictObject({
  subject: z.string().regex(/^[0-9a-f]{32}$/),
  session: z.string().regex(/^[0-9a-f]{16}$/),
  asset: z.string().max(1024),
  viewer: z.string().max(128).optional(),
  tenant: z.string().max(128).optional(),
  maximum: z.int().min(1).max(1000),
  sinceMs: z.number().min(0).max(MAX_TIME_MS),
  /** How long ago it was seen when it was told of. */
  agoMs: z.number().min(0).max(600_000),
});
const messageSchema = z.array(streamSchema).max(MAX_IN_MESSAGE);

/** Shares streams from now on. Call it before the channel begins. @returns the function that ends it. */
export function shareStreams(channel: Channel, link: Pick<RedisLink, 'isUp'>, streams: Streams): () => void {
  channel.on(TOPIC, messageSchema, (told, { ageMs }) => {
    for (const { agoMs, ...stream } of told)
      streams.adopt({
        ...stream,
        ...{ viewer: stream.viewer, tenant: stream.tenant },
        lastSeenMs: streams.elapsedMs - agoMs - ageMs,
      });
  });
  const told = new LRUCache<string, true>({ max: MAX_PENDING, ttl: TELL_AGAIN_MS });
  const pending = new Map<string, ListedStream>();
  streams.onKept((stream) => {
    if (told.has(stream.session) || pending.size >= MAX_PENDING) return;
    told.set(stream.session, true);
    pending.set(stream.session, stream);
  });
  const tell = () => {
    const all = [...pending.values()].map(({ lastSeenMs, ...stream }) => ({
      ...stream,
      agoMs: Math.max(0, streams.elapsedMs - lastSeenMs),
    }));
    pending.clear();
    if (!link.isUp) return;
    for (let first = 0; first < all.length; first += MAX_IN_MESSAGE)
      channel.send(TOPIC, all.slice(first, first + MAX_IN_MESSAGE)).catch(() => undefined);
  };
  const timer = setInterval(tell, TELL_MS).unref();
  return () => clearInterval(timer);
}
