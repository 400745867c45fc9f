/** All the bytes of a rendition, fetched from any number of servers in any order. */
import { bytesOf, type RenditionUrls } from './hls-client.js';
import type { Origin } from './origin.js';

export interface FetchedRendition {
  readonly init: Buffer;
  /** In playback order. */
  readonly segments: readonly Buffer[];
}

/**
 * Fetches every segment once, in an order determined by `seed`, alternating between the servers; then fetches the init
 * segment from the last server. The servers must share their masters and their secret.
 */
export async function fetchShuffled(
  rendition: RenditionUrls,
  servers: readonly Origin[],
  seed: number,
): Promise<FetchedRendition> {
  const order = shuffled([...rendition.segments.keys()], seed);
  const segments: Buffer[] = [];
  const fetchFrom = async (server: Origin, index: number) => {
    for (let turn = index; turn < order.length; turn += servers.length) {
      const segment = order[turn]!;
      segments[segment] = await bytesOf(at(server, rendition.segments[segment]!));
    }
  };
  await Promise.all(servers.map(fetchFrom));
  return { init: await bytesOf(at(servers.at(-1)!, rendition.init)), segments };
}

/** The same path at another server. */
export function at(server: Origin, url: string): string {
  return new URL(new URL(url).pathname, server.url).href;
}

/** What a player has appended to its buffer after the whole presentation. */
export function joined({ init, segments }: FetchedRendition): Buffer {
  return Buffer.concat([init, ...segments]);
}

/** What a player has appended after a seek to one segment. */
export function alone({ init, segments }: FetchedRendition, segment: number): Buffer {
  return Buffer.concat([init, segments[segment]!]);
}

/** A permutation determined by the seed (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const random = randomNumbers(seed);
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/** Numbers in [0, 1) by a linear congruential generator with the constants of "Numerical Recipes", enough to shuffle. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
