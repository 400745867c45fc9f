/** A client of an origin, identified by the viewer in its tokens. */
import { type RenditionUrls, readRendition } from '../../../support/hls-client.js';
import type { Origin } from '../../../support/origin.js';

/** The first variant of an asset, and the asset's name. */
export interface OpenedFilm extends RenditionUrls {
  readonly asset: string;
}

/** Reads the first variant of an asset. @throws Error if the manifest is refused */
export async function openAs(client: string, origin: Origin, asset: string): Promise<OpenedFilm> {
  const url = new URL(`/${asset}.m3u8?token=${origin.token(asset, { viewer: client })}`, origin.url);
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status} for the manifest of ${asset}: ${text}`);
  const [variant = ''] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { asset, ...(await readRendition(new URL(variant, url).href)) };
}

/** The status of a response, once its body is complete. */
export async function statusOf(url: string, init?: RequestInit): Promise<number> {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer.status;
}

/** How often each status occurred: `200 ×12, 503 ×3`. */
export function tally(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status} ×${count}`)
    .join(', ');
}
