import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/shared/metrics.js';

describe('the metrics', () => {
  it('are exactly the documented ones', async () => {
    const described = await createMetrics().registry.getMetricsAsJSON();
    expect(described.map(({ name, type }) => [name, type])).toStrictEqual([
      ['onplay_encodes_total', 'counter'],
      ['onplay_encode_seconds', 'histogram'],
      ['onplay_segment_requests_total', 'counter'],
      ['onplay_encode_queue_depth', 'gauge'],
      ['onplay_ffmpeg_processes', 'gauge'],
      ['onplay_cache_bytes', 'gauge'],
      ['onplay_manifests_total', 'counter'],
      ['onplay_tracks_not_played_total', 'counter'],
      ['onplay_inserts_left_out_total', 'counter'],
      ['onplay_ad_tracking_total', 'counter'],
    ]);
  });

  it('are exposed with their labels', async () => {
    const metrics = createMetrics();
    metrics.encodes.inc({ kind: 'video', outcome: 'done' });
    metrics.segmentRequests.inc({ result: 'hit' });
    metrics.cacheBytes.set({ tier: 'memory' }, 42);
    metrics.manifests.inc({ format: 'hls' });
    metrics.encodeSeconds.observe(0.4);
    const text = await metrics.registry.metrics();
    expect(text).toContain('onplay_encodes_total{kind="video",outcome="done"} 1');
    expect(text).toContain('onplay_segment_requests_total{result="hit"} 1');
    expect(text).toContain('onplay_cache_bytes{tier="memory"} 42');
    expect(text).toContain('onplay_manifests_total{format="hls"} 1');
    expect(text).toContain('onplay_encode_seconds_bucket{le="0.5"} 1');
  });

  it('of two servers in one process are counted separately', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.encodeQueueDepth.set(7);
    expect(await other.registry.metrics()).toContain('onplay_encode_queue_depth 0');
  });
});
