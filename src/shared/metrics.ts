/** The metrics that `GET /metrics` exposes in the Prometheus text format. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one server. `registry.metrics()` returns the text, `registry.contentType` is its media type. */
export interface Metrics {
  readonly registry: Registry;
  /** Encodes that ended, by kind of track (`video`, `audio`) and outcome. */
  readonly encodes: Counter<'kind' | 'outcome'>;
  /** Duration of encodes in seconds, without the time in the queue. */
  readonly encodeSeconds: Histogram;
  /** Segment requests, by how they were answered. */
  readonly segmentRequests: Counter<'result'>;
  /** Encodes waiting for a slot. */
  readonly encodeQueueDepth: Gauge;
  /** ffmpeg processes alive, warm ones included. */
  readonly ffmpegProcesses: Gauge;
  /** Bytes in each tier of the segment cache. */
  readonly cacheBytes: Gauge<'tier'>;
  /** Manifests generated, by format (`hls`, `dash`). */
  readonly manifests: Counter<'format'>;
  /** Tracks that a viewer may miss, of masters that were indexed, by kind (`video`, `audio`, `text`). */
  readonly tracksNotPlayed: Counter<'kind'>;
  /** Inserts that a manifest was written without, by why. */
  readonly insertsLeftOut: Counter<'reason'>;
  /** Tracking URLs of ads that this server was to request, by what became of them. */
  readonly adTracking: Counter<'outcome'>;
}

/** From an audio segment of a warm process to an encode that nears its time limit. */
const encodeSecondsBuckets = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 60];

/** Creates metrics with a registry of their own, so that two servers in one process are counted separately. */
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
      help: 'Segment requests, by how they were answered.',
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
      help: 'Manifests generated, by format.',
      labelNames: ['format'],
      registers,
    }),
    tracksNotPlayed: new Counter({
      name: 'onplay_tracks_not_played_total',
      help: 'Tracks of indexed masters that are not played and may be missed, by kind.',
      labelNames: ['kind'],
      registers,
    }),
    insertsLeftOut: new Counter({
      name: 'onplay_inserts_left_out_total',
      help: 'Inserts that manifests were written without, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    adTracking: new Counter({
      name: 'onplay_ad_tracking_total',
      help: 'Tracking URLs of ads that this server was to request, by outcome: requested, failed, dropped; and segments of ads whose tracking it does not know (lost).',
      labelNames: ['outcome'],
      registers,
    }),
  };
}

interface ScrapedGauge {
  readonly name: string;
  readonly help: string;
  /** Its value, asked at the moment of a scrape. */
  readonly value: () => number;
}

/** Adds a gauge whose value is asked at each scrape. */
export function addGauge(registry: Registry, { name, help, value }: ScrapedGauge): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      this.set(value());
    },
  });
}
