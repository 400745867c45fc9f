import type { Services } from '../services.js';

/** The current status of the server: the body of `GET /api/status`, for the page. */
export async function readStatus({ scheduler, slots, cache, metrics, registry, version }: Services) {
  const [encodes, requests, seconds] = await Promise.all([
    metrics.encodes.get(),
    metrics.segmentRequests.get(),
    metrics.encodeSeconds.get(),
  ]);
  const sum = (values: readonly { value: number }[]) => values.reduce((total, { value }) => total + value, 0);
  const answered = (...results: string[]) =>
    sum(requests.values.filter(({ labels }) => results.includes(String(labels.result))));
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
      hits: answered('hit', 'prefetched', 'disk'),
      misses: answered('miss', 'collapsed'),
    },
    ffmpegProcesses: registry.count,
    uptimeSeconds: Math.round(process.uptime()),
    version,
  };
}
