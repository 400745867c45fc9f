/** Requests for cold segments, each by itself: nothing is prefetched for them, and nothing after them. */
import type { VariantUrls } from '../../../test/support/hls-client.js';
import { phaseMs } from '../viewer-exchange.js';

/** How long a request took, in milliseconds. */
export interface ColdRequest {
  readonly ms: number;
  /** Of it, the encoder's own work, wherever that was done. */
  readonly workMs: number;
}

/** What a request took beside the work, in milliseconds: waiting, and the way of the bytes. */
export function waitOf({ ms, workMs }: ColdRequest): number {
  return Math.max(0, ms - workMs);
}

/** The player says that it will ask for the first segment next, which is cached, so that nothing is prefetched. */
const NEXT_IS_CACHED = { 'CMCD-Request': 'nor="0.m4s"' };

/** @throws Error for any other answer than a segment that was encoded for this request. */
export async function askCold(url: string): Promise<ColdRequest> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: NEXT_IS_CACHED });
  await response.arrayBuffer();
  const ms = performance.now() - startedAt;
  if (response.status !== 200) throw new Error(`${response.status} for a segment`);
  const headers = { 'server-timing': response.headers.get('Server-Timing') ?? '' };
  if (!/fwd=miss/.test(response.headers.get('Cache-Status') ?? ''))
    throw new Error('the segment was not cold');
  const workMs = ['feed', 'encode', 'package'].reduce((sum, phase) => sum + phaseMs(headers, phase), 0);
  return { ms, workMs };
}

/** Has the index, the init segment and the first segment of a variant made. */
export async function warmUp({ init, segments }: VariantUrls): Promise<void> {
  for (const url of [init, segments[0]!, segments[1]!]) {
    const response = await fetch(url, { headers: NEXT_IS_CACHED });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${response.status} for the beginning`);
  }
}

/** The segments of full length, in order. */
export function fullSegments({ segments, durations }: VariantUrls): string[] {
  return segments.filter((_, segment) => segment > 2 && durations[segment]! > 3);
}
