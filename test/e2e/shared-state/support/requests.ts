/** What tests of several origins ask of one of them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readPresentation } from '../../../support/hls-client.js';
import type { Origin } from '../../../support/origin.js';
import { patientFetch } from '../../../support/patient-fetch.js';
import { metricOf } from '../../promises/fixtures/metrics-and-log.js';

/** The path of the first segment of the last variant. */
export async function firstSegment(origin: Origin, asset: string): Promise<string> {
  const { variants } = await readPresentation(origin, asset);
  return new URL(variants.at(-1)!.segments[0]!).pathname;
}

/** Fetches a path that must be there. */
export async function fetchAt(origin: Origin, path: string): Promise<void> {
  const response = await patientFetch(new URL(path, origin.url));
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}

/** The status of the manifest for a token with these claims. */
export async function manifestStatus(
  origin: Origin,
  asset: string,
  claims: Parameters<Origin['token']>[1],
): Promise<number> {
  return statusWith(origin, asset, origin.token(asset, claims));
}

export async function statusWith(origin: Origin, asset: string, token: string): Promise<number> {
  const response = await patientFetch(`${origin.url}/${asset}.m3u8?token=${token}`);
  await response.arrayBuffer();
  return response.status;
}

/** Starts an invalidation, which must be accepted. */
export async function invalidate(origin: Origin, body: unknown): Promise<void> {
  const response = await origin.fetch('/api/invalidations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${origin.adminKey}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
}

/** How many assets have the segment with this path on the disk; two that are the same file have the same names below their own. */
export async function storedCopies(dataPath: string, path: string): Promise<number> {
  const [rendition = '', file = ''] = path.split('/').slice(-2);
  const ending = `/${rendition}/${file.slice(0, file.indexOf('.'))}`;
  const names = await readdir(join(dataPath, 'segments'), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).length;
}

/** How many segment requests an origin has answered in this way. */
export function served(origin: Origin, result: string): Promise<number> {
  return metricOf(origin, 'onplay_segment_requests_total', { result });
}
