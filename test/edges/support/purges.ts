/** Purges for tests of edges, and the errors they end in. */

import { type EdgeAnswer, EdgeError, type Purge } from '../../../src/edges/edge.js';
import type { InvalidationTarget } from '../../../src/edges/surrogate-keys.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

export const FILM = toAssetId('films/My holiday');

export const targets = {
  everything: { kind: 'everything' },
  asset: { kind: 'asset', asset: FILM },
  version: { kind: 'version', asset: FILM, version: '123-456' },
  rendition: { kind: 'rendition', asset: FILM, rendition: 'v720' },
} as const satisfies Record<string, InvalidationTarget>;

export function hard(target: InvalidationTarget = targets.asset): Purge {
  return { target, mode: 'hard' };
}

export function soft(target: InvalidationTarget = targets.asset): Purge {
  return { target, mode: 'soft' };
}

/** A signal that is never aborted. */
export const patient = new AbortController().signal;

/** The EdgeError that the promise rejects with; anything else fails the test. */
export async function failure(answer: Promise<EdgeAnswer>): Promise<EdgeError> {
  const outcome = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof EdgeError) return outcome;
  throw outcome ?? new Error('nothing was refused');
}
