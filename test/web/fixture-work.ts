/** Simulates encoding: how long each segment takes, and the result that `Server-Timing` reports. */
import { basename } from 'node:path/posix';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServedSegment } from '../../src/segments/index.js';

type Result = ServedSegment['result'];

export interface FixtureStatus {
  readonly encodes: Record<'running' | 'queued' | 'slots' | 'total' | 'failed' | 'secondsTotal', number>;
  readonly cache: Record<'bytes' | 'maxBytes' | 'hits' | 'misses', number>;
  readonly ffmpegProcesses: number;
  readonly uploads: boolean;
  readonly uptimeSeconds: number;
  readonly version: string;
}

export interface FixtureWork {
  /** Waits as long as the simulated work takes and returns the `Server-Timing` of the response. */
  request(folder: string, name: string): Promise<string>;
  status(): FixtureStatus;
}

/** Results of the first segments requested of a rendition, in order. */
const FIRST_RESULTS: readonly Result[] = ['miss', 'collapsed', 'prefetched', 'disk', 'bucket'];

/**
 * The first segment requested of a rendition is encoded on request, the second joins an encode in progress, the third
 * is prefetched, the fourth comes from disk, the fifth from a bucket, and those after it are prefetched. A repeated request is a memory hit.
 *
 * @param encodeMs approximate duration of an encode, which requests wait for
 */
export function createFixtureWork(encodeMs: number): FixtureWork {
  const known = new Map<string, number>();
  const counts = { running: 0, total: 0, ms: 0, hits: 0, misses: 0 };
  const started = performance.now();

  function resultOf(folder: string, name: string): Result {
    if (name === 'init.mp4' || known.has(`${folder}/${name}`)) return 'hit';
    const requested = known.get(folder) ?? 0;
    known.set(`${folder}/${name}`, 1).set(folder, requested + 1);
    return FIRST_RESULTS[requested] ?? 'prefetched';
  }

  async function request(folder: string, name: string): Promise<string> {
    const result = resultOf(folder, name);
    const phases = phasesOf(basename(folder), name, encodeMs);
    if (result === 'hit' || result === 'disk' || result === 'bucket') {
      counts.hits += 1;
      return `cache;desc=${result}`;
    }
    counts.misses += result === 'miss' ? 1 : 0;
    counts.hits += result === 'miss' ? 0 : 1;
    counts.total += 1;
    counts.running += 1;
    const ms = Object.values(phases).reduce((sum, part) => sum + part, 0);
    await wait(result === 'prefetched' ? 1 : ms);
    counts.running -= 1;
    counts.ms += ms;
    const timings = Object.entries(phases).map(([phase, part]) => `${phase};dur=${part.toFixed(1)}`);
    return [`cache;desc=${result}`, ...timings].join(', ');
  }

  function status(): FixtureStatus {
    const { running, total, ms, hits, misses } = counts;
    return {
      encodes: { running, queued: 0, slots: 2, total, failed: 0, secondsTotal: ms / 1000 },
      cache: { bytes: total * 310_000, maxBytes: 2e9, hits, misses },
      ffmpegProcesses: running,
      uploads: true,
      uptimeSeconds: (performance.now() - started) / 1000,
      version: '0.0.0-fixture',
    };
  }

  return { request, status };
}

/** Varies by segment, and is the same each time. */
function phasesOf(key: string, name: string, encodeMs: number): Record<string, number> {
  const spread = ((Number.parseInt(name, 10) * 37 + key.charCodeAt(1) * 11) % 100) / 100;
  const size = key.startsWith('a') ? 0.25 : Number(/\d+/.exec(key)?.[0] ?? 0) / 500;
  return {
    queue: encodeMs * 0.12 * spread,
    feed: encodeMs * 0.04 + 2 * spread,
    encode: encodeMs * size * (0.7 + 0.6 * spread),
    package: encodeMs * 0.02 + spread,
  };
}
