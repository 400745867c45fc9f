/**
 * Admission of the viewers of assets, as this server sees them. An edge requests each segment once for all its viewers, in the name of
 * whichever comes first; behind edges all viewers of an asset together need no more of this server than one.
 */
import type { Asset } from '../../assets/index.js';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';
import { playedSeconds } from '../played-seconds.js';
import type { ViewerIdentity } from '../prefetch.js';
import type { SegmentRef } from '../segment-ref.js';
import type { Admission } from './admission.js';

type Admitting = Pick<Admission, 'admit' | 'touch' | 'recordCost' | 'assertCapacity' | 'startWaiting'>;

export class AssetViewers {
  readonly #admission: Admitting;
  readonly #areBehindEdges: boolean;

  constructor(admission: Admitting, areBehindEdges: boolean) {
    this.#admission = admission;
    this.#areBehindEdges = areBehindEdges;
  }

  /** @throws OnplayError `overloaded` when there is no capacity for a new viewer. */
  admit(asset: Asset, viewer: ViewerIdentity): void {
    const { name, client } = this.#identity(asset.id, viewer);
    this.#admission.admit(name, client, laneOf(asset));
  }

  /** The viewer plays. */
  touch(asset: Asset, viewer: ViewerIdentity): void {
    const { name, client } = this.#identity(asset.id, viewer);
    this.#admission.touch(name, client, laneOf(asset));
  }

  /** The viewer waits for a segment until the function that is returned is called. */
  startWaiting(asset: Asset, viewer: ViewerIdentity): () => void {
    return this.#admission.startWaiting(this.#identity(asset.id, viewer).name);
  }

  /** What a segment that a viewer plays has cost. @param slotMs for which an encode has had a slot, in milliseconds. */
  recordCost(ref: SegmentRef, viewer: ViewerIdentity, slotMs: number): void {
    const { name } = this.#identity(ref.variant.asset.id, viewer);
    this.#admission.recordCost(name, slotMs, playedSeconds(ref));
  }

  /** @throws OnplayError `overloaded` when a viewer of an asset that is not indexed yet would not be admitted. */
  assertCapacity(asset: string, viewer: ViewerIdentity): void {
    const { name, client } = this.#identity(asset, viewer);
    this.#admission.assertCapacity(name, client);
  }

  #identity(asset: string, viewer: ViewerIdentity): ViewerIdentity {
    if (!this.#areBehindEdges) return viewer;
    const name = `viewers of ${asset}`;
    return { name, client: name };
  }
}

/** The lane whose slots viewers of an asset need: `light` for an asset without video. */
function laneOf({ map }: Asset): PlaybackLane {
  return map.videoCount > 0 ? 'heavy' : 'light';
}
