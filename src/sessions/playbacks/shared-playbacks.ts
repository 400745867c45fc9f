/**
 * Playbacks of a fleet: the requests of one may come to several processes, of which one reports its start and end, with the seconds of
 * all. Where Redis is gone, each reports what comes to it.
 */
import { z } from 'zod';
import type { Channel, RedisLink } from '../../redis/index.js';
import type { Playbacks } from './playbacks.js';

const TOPIC = 'playbacks';
/** Within which two processes may report the same start. */
const TELL_MS = 500;
/** Some 30 kB: a message has room for 64. */
const MAX_IN_MESSAGE = 800;

const messageSchema = z.strictObject({
  node: z.string().regex(/^[0-9a-f]{16}$/),
  /** Session, seconds, whether the node reports it: short, since there are many. */
  playbacks: z
    .array(z.tuple([z.string().regex(/^[0-9a-f]{16}$/), z.number().min(0).max(86_400), z.boolean()]))
    .max(MAX_IN_MESSAGE),
});

/** Shares playbacks from now on. Call it before the channel begins. @returns the function that ends it. */
export function sharePlaybacks(
  channel: Channel,
  link: Pick<RedisLink, 'node' | 'isUp'>,
  playbacks: Playbacks,
): () => void {
  channel.on(TOPIC, messageSchema, ({ node, playbacks: told }) => {
    // Of two that have both reported a start, the one whose name comes first reports the end.
    const counts = node < link.node;
    for (const [session, seconds, isReported] of told)
      playbacks.adopt({
        session,
        seconds,
        isReported: isReported && (counts || !playbacks.reports(session)),
      });
  });
  const tell = () => {
    if (!link.isUp) return;
    const all = playbacks.told();
    for (let first = 0; first < all.length; first += MAX_IN_MESSAGE) {
      const some = all.slice(first, first + MAX_IN_MESSAGE);
      const told = some.map(({ session, seconds, isReported }) => [
        session,
        Math.min(seconds, 86_400),
        isReported,
      ]);
      channel.send(TOPIC, { node: link.node, playbacks: told }).catch(() => undefined);
    }
  };
  const timer = setInterval(tell, TELL_MS).unref();
  return () => clearInterval(timer);
}
