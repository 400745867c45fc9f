/** The body of `GET /api/streams`: the streams of viewers whose tokens limit them. */
import { z } from 'zod';
import type { Streams } from '../../sessions/index.js';

export const listedStreamsSchema = z.object({
  streams: z.array(
    z.object({
      viewer: z.string().nullable().describe('Null where the token names none: it is counted by itself.'),
      tenant: z.string().nullable().describe('Whose viewer it is; null where the token does not say.'),
      asset: z.string(),
      session: z.string(),
      maxStreams: z.number().describe('How many streams the viewer may have at once.'),
      startedAt: z.string().describe('When it got its place.'),
      idleSeconds: z.number().describe('Since its last request for media.'),
    }),
  ),
});

/** The streams that started last, first. */
export function listedStreams(streams: Streams, maximum: number): z.infer<typeof listedStreamsSchema> {
  const newestFirst = streams.list().toSorted((one, other) => other.sinceMs - one.sinceMs);
  return {
    streams: newestFirst.slice(0, maximum).map((stream) => ({
      viewer: stream.viewer ?? null,
      tenant: stream.tenant ?? null,
      asset: stream.asset,
      session: stream.session,
      maxStreams: stream.maximum,
      startedAt: new Date(stream.sinceMs).toISOString(),
      idleSeconds: Math.max(0, Math.round((streams.elapsedMs - stream.lastSeenMs) / 1000)),
    })),
  };
}
