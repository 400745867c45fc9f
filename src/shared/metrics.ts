/** What is counted and measured, for `GET /metrics` in the Prometheus text format. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process. `registry.metrics()` gives the text, `registry.contentType` its media type. */
export interface Metrics {
  readonly registry: Registry;
  /** Encodes that ended, by what was made (`video`, `audio`) and how it went. */
  readonly encodes: Counter<'kind' | 'outcome'>;
  /** Duration of encodes in seconds, waiting not included. */
  readonly encodeSeconds: Histogram;
  /** Requests for segments by how they were answered. */
  readonly segmentRequests: Counter<'result'>;
  /** Encodes waiting for a slot. */
  readonly encodeQueueDepth: Gauge;
  /** ffmpeg processes alive, waiting ones included. */
  readonly ffmpegProcesses: Gauge;
  /** Bytes held by each tier of the cache. */
  readonly cacheBytes: Gauge<'tier'>;
  /** Manifests made, by format (`hls`, `dash`). */
  readonly manifests: Counter<'format'>;
}

/** From a cached process's quick audio segment to an encode that is about to run into its time limit. */
const encodeSecondsBuckets = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 60];

/** Fresh metrics with a registry of their own, so that two servers in one process do not count together. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    encodes: new Counter({
      name: 'onplay_encodes_total',
      help: 'Encodes that ended, by kind of track and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    encodeSeconds: new Histogram({
      name: 'onplay_encode_seconds',
      help: 'Duration of encodes in seconds.',
      buckets: encodeSecondsBuckets,
      registers,
    }),
    segmentRequests: new Counter({
      name: 'onplay_segment_requests_total',
      help: 'Requests for segments, by how they were answered.',
      labelNames: ['result'],
      registers,
    }),
    encodeQueueDepth: new Gauge({
      name: 'onplay_encode_queue_depth',
      help: 'Encodes waiting for a slot.',
      registers,
    }),
    ffmpegProcesses: new Gauge({
      name: 'onplay_ffmpeg_processes',
      help: 'ffmpeg processes alive.',
      registers,
    }),
    cacheBytes: new Gauge({
      name: 'onplay_cache_bytes',
      help: 'Bytes held by each tier of the cache.',
      labelNames: ['tier'],
      registers,
    }),
    manifests: new Counter({
      name: 'onplay_manifests_total',
      help: 'Manifests made, by format.',
      labelNames: ['format'],
      registers,
    }),
  };
}
