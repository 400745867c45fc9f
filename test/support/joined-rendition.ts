/** All the bytes of a rendition, collected from any number of servers in any order. */
import { bytesOf, type RenditionUrls } from './hls-client.js';
import type { Origin } from './origin.js';

export interface FetchedRendition {
  readonly init: Buffer;
  /** In the order in which they play. */
  readonly segments: readonly Buffer[];
}

/**
 * Fetches every segment once, in an order that `seed` determines, each from the next of the servers in turn; the last
 * of them gives the init segment after all. The servers must share their masters and their secret.
 */
export async function fetchShuffled(
  rendition: RenditionUrls,
  servers: readonly Origin[],
  seed: number,
): Promise<FetchedRendition> {
  const order = shuffled([...rendition.segments.keys()], seed);
  const segments: Buffer[] = [];
  const turnsOf = async (server: Origin, place: number) => {
    for (let turn = place; turn < order.length; turn += servers.length) {
      const segment = order[turn]!;
      segments[segment] = await bytesOf(at(server, rendition.segments[segment]!));
    }
  };
  await Promise.all(servers.map(turnsOf));
  return { init: await bytesOf(at(servers.at(-1)!, rendition.init)), segments };
}

/** The same URL at another server. */
export function at(server: Origin, url: string): string {
  return new URL(new URL(url).pathname, server.url).href;
}

/** What a player has in its buffer after the whole presentation. */
export function joined({ init, segments }: FetchedRendition): Buffer {
  return Buffer.concat([init, ...segments]);
}

/** What a player has after a seek to one segment. */
export function alone({ init, segments }: FetchedRendition, segment: number): Buffer {
  return Buffer.concat([init, segments[segment]!]);
}

/** A permutation that the seed determines (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const random = randomNumbers(seed);
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/** A linear congruential generator with the constants of "Numerical Recipes": numbers in [0, 1), good enough to shuffle. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
