import { z } from 'zod';
import { IS_CACHE_HIT } from '../../segments/index.js';
import type { Services } from '../services.js';

/** The body of `GET /api/status`, for the page. Counts are since the start of the server. */
export const statusSchema = z.object({
  encodes: z.object({
    running: z.number(),
    queued: z.number(),
    slots: z.number(),
    total: z.number(),
    failed: z.number(),
    secondsTotal: z.number(),
  }),
  cache: z.object({
    bytes: z.number(),
    maxBytes: z.number(),
    hits: z.number(),
    misses: z.number(),
  }),
  ffmpegProcesses: z.number(),
  uploads: z.boolean().describe('Whether masters can be uploaded.'),
  uptimeSeconds: z.number(),
  version: z.string(),
});

/** The current status of the server. */
export async function readStatus(services: Services): Promise<z.infer<typeof statusSchema>> {
  const { scheduler, slots, cache, metrics, registry, intake, version } = services;
  const [encodes, requests, seconds] = await Promise.all([
    metrics.encodes.get(),
    metrics.segmentRequests.get(),
    metrics.encodeSeconds.get(),
  ]);
  const sum = (values: readonly { value: number }[]) => values.reduce((total, { value }) => total + value, 0);
  const answered = (isHit: boolean) => {
    const isAnswer = new Map<unknown, boolean>(Object.entries(IS_CACHE_HIT));
    return sum(requests.values.filter(({ labels }) => isAnswer.get(labels.result) === isHit));
  };
  return {
    encodes: {
      running: scheduler.running,
      queued: scheduler.depth,
      slots,
      total: sum(encodes.values),
      failed: sum(encodes.values.filter(({ labels }) => labels.outcome === 'failed')),
      secondsTotal: sum(seconds.values.filter(({ metricName }) => metricName?.endsWith('_sum'))),
    },
    cache: {
      bytes: cache.bytes,
      maxBytes: cache.maxBytes,
      hits: answered(true),
      misses: answered(false),
    },
    ffmpegProcesses: registry.count,
    uploads: intake.uploads.isOpen,
    uptimeSeconds: Math.round(process.uptime()),
    version,
  };
}
