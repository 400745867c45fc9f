/** How an origin shows a worker that it may fetch a segment: a header with the seal of the fleet's key. */
import { z } from 'zod';
import type { FleetSeal } from '../fleet-seal.js';

const SCHEME = 'Onplay-Fleet ';
/**
 * How far the clocks of origin and worker may differ, and how long a header holds. Wide, since it opens one segment that is
 * kept for a minute.
 */
const TOLERANCE_MS = 5 * 60_000;

const issuedAt = z.int().min(0);

/** @param now milliseconds since the Unix epoch. */
export function authorize(seal: FleetSeal, jobId: string, now: number): string {
  return `${SCHEME}${seal.seal('fetch', jobId, Math.floor(now))}`;
}

/** Whether a header authorizes to fetch the segment of a job. */
export function isAuthorized(
  seal: FleetSeal,
  jobId: string,
  header: string | undefined,
  now: number,
): boolean {
  if (!header?.startsWith(SCHEME)) return false;
  const issued = seal.open('fetch', jobId, header.slice(SCHEME.length), issuedAt);
  return issued !== undefined && Math.abs(now - issued) <= TOLERANCE_MS;
}
