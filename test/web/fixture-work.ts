/** Pretends to encode: how long each segment takes, and how a request for it is answered. */
import { basename } from 'node:path/posix';
import { setTimeout as wait } from 'node:timers/promises';

type Answer = 'hit' | 'miss' | 'collapsed' | 'prefetched';

export interface FixtureStatus {
  readonly encodes: Record<'running' | 'queued' | 'slots' | 'total' | 'failed' | 'secondsTotal', number>;
  readonly cache: Record<'bytes' | 'maxBytes' | 'hits' | 'misses', number>;
  readonly ffmpegProcesses: number;
  readonly uptimeSeconds: number;
  readonly version: string;
}

export interface FixtureWork {
  /** Waits as long as the pretended work takes and returns the answer's `Server-Timing`. */
  request(folder: string, name: string): Promise<string>;
  status(): FixtureStatus;
}

/**
 * The first segment asked of a rendition is encoded on request and the second joins a running encode; those after
 * it were read ahead. Whatever was asked for once comes from the cache.
 *
 * @param encodeMs what an encode takes, about; the waits are as long
 */
export function createFixtureWork(encodeMs: number): FixtureWork {
  const known = new Map<string, number>();
  const counts = { running: 0, total: 0, ms: 0, hits: 0, misses: 0 };
  const started = performance.now();

  function answerTo(folder: string, name: string): Answer {
    if (name === 'init.mp4' || known.has(`${folder}/${name}`)) return 'hit';
    const asked = known.get(folder) ?? 0;
    known.set(`${folder}/${name}`, 1).set(folder, asked + 1);
    if (asked === 0) return 'miss';
    return asked === 1 ? 'collapsed' : 'prefetched';
  }

  async function request(folder: string, name: string): Promise<string> {
    const answer = answerTo(folder, name);
    const phases = phasesOf(basename(folder), name, encodeMs);
    if (answer === 'hit') {
      counts.hits += 1;
      return 'cache;desc=hit';
    }
    counts.misses += answer === 'miss' ? 1 : 0;
    counts.hits += answer === 'miss' ? 0 : 1;
    counts.total += 1;
    counts.running += 1;
    const ms = Object.values(phases).reduce((sum, part) => sum + part, 0);
    await wait(answer === 'prefetched' ? 1 : ms);
    counts.running -= 1;
    counts.ms += ms;
    const timings = Object.entries(phases).map(([phase, part]) => `${phase};dur=${part.toFixed(1)}`);
    return [`cache;desc=${answer}`, ...timings].join(', ');
  }

  function status(): FixtureStatus {
    const { running, total, ms, hits, misses } = counts;
    return {
      encodes: { running, queued: 0, slots: 2, total, failed: 0, secondsTotal: ms / 1000 },
      cache: { bytes: total * 310_000, maxBytes: 2e9, hits, misses },
      ffmpegProcesses: running,
      uptimeSeconds: (performance.now() - started) / 1000,
      version: '0.0.0-fixture',
    };
  }

  return { request, status };
}

/** Different for each segment and the same each time. */
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
