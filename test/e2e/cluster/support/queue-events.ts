/** What has happened to the jobs of a cluster's queue of video, in the order of Redis: the stream of events that BullMQ keeps. */
import { Redis } from 'ioredis';

export interface QueueEvent {
  /** `added`, `active`, `completed` and others. */
  readonly event: string;
  readonly jobId: string;
}

export interface QueueEvents {
  /** The latest so far. */
  position(): Promise<string>;
  /** All since then. */
  since(position: string): Promise<readonly QueueEvent[]>;
  close(): void;
}

/** The caller must close it. A queue has to be there. */
export async function queueEvents(url: string): Promise<QueueEvents> {
  const redis = new Redis(url);
  const [stream] = await redis.keys('*:heavy-*:events');
  if (stream === undefined) throw new Error('no queue of video');
  return {
    position: async () => (await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0',
    since: async (position) => {
      const entries = await redis.xrange(stream, `(${position}`, '+');
      return entries.map(([, fields]) => {
        const textOf = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
        return { event: textOf('event'), jobId: textOf('jobId') };
      });
    },
    close: () => redis.disconnect(),
  };
}
