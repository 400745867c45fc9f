/** What the origin answers for a master, as values: an asset's description, and refusals instead of exceptions. */
import type { Origin } from '../../support/origin.js';
import type { FetchedMaster } from './fetched-master.js';
import { fetchMaster, fetchTimed, Refused } from './fetched-master.js';
import type { PlayedTracks } from './measures.js';

export interface Manifest {
  /** In milliseconds. */
  readonly ms: number;
  readonly refusal?: Refused;
}

/** The response to the request for the multivariant playlist. */
export async function requestManifest(origin: Origin, asset: string): Promise<Manifest> {
  const answer = await refusalOf(fetchTimed(`${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`));
  return answer instanceof Refused ? { ms: answer.ms, refusal: answer } : { ms: answer.ms };
}

/** The asset as `fetchMaster` returns it, or the refusal of one of its resources. */
export function requestMaster(origin: Origin, asset: string): Promise<FetchedMaster | Refused> {
  return refusalOf(fetchMaster(origin, asset));
}

/** What the management API reports. */
export async function requestDescription(origin: Origin, asset: string): Promise<PlayedTracks> {
  const response = await origin.fetch(`/api/assets/${asset}`, {
    headers: { Authorization: `Bearer ${origin.adminKey}` },
  });
  return (await response.json()) as PlayedTracks;
}

/** One sentence if the refusal is unclean or has another status; empty otherwise. */
export function faultsOfRefusal(refusal: Refused, statuses: readonly number[]): string[] {
  return refusal.isClean && statuses.includes(refusal.status) ? [] : [refusal.message];
}

async function refusalOf<T>(promise: Promise<T>): Promise<T | Refused> {
  return promise.catch((error: unknown) => {
    if (error instanceof Refused) return error;
    throw error;
  });
}
