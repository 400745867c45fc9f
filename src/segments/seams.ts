/**
 * What the viewers of sequences request after the last segment of a part. A segment's URL and its grant say only what it is itself, so it is
 * remembered from the manifest or the playlist; a process that wrote neither prefetches nothing there.
 */
import { type AssetLibrary, findVariant, type Seam, type Variant } from '../assets/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { ClipFrames } from '../shared/clip.js';
import { FairLru } from '../shared/fair-lru.js';
import { segmentRef } from './segment-ref.js';
import type { MemoryTier } from './stores/memory-tier.js';

/** Of all clients, some 500 bytes each. Beyond this, the client with the most loses its least recently used one. */
const MAX_SEAMS = 20_000;
/** An insert that is played again and again is followed by as many segments. */
const MAX_FOLLOWING = 20;

/** By names: assets that are cut would hold their presentations. */
interface Following {
  readonly asset: AssetId;
  readonly key: string;
  readonly segment: number;
}

/** A segment as part of what a grant opens. */
interface PlayedSegment {
  readonly variant: Variant;
  readonly segment: number;
  /** Default the whole asset. */
  readonly clip?: ClipFrames | undefined;
}

interface SeamsOptions {
  readonly library: Pick<AssetLibrary, 'ready'>;
  readonly cache: Pick<MemoryTier, 'has'>;
}

export class Seams {
  readonly #options: SeamsOptions;
  readonly #following = new FairLru<readonly Following[]>({ max: MAX_SEAMS });

  constructor(options: SeamsOptions) {
    this.#options = options;
  }

  /** @param seams of one playlist or MPD. What the client was told before of the same parts no longer counts. */
  remember(client: string, seams: readonly Seam[]): void {
    const known = new Map<string, Following[]>();
    for (const { last, next, clip } of seams) {
      if (last.name === 'init' || next.name === 'init') continue;
      const key = keyOf(client, { variant: last.variant, segment: last.name, clip });
      const following = known.get(key) ?? [];
      known.set(key, following);
      if (following.length === MAX_FOLLOWING) continue;
      const { asset, key: variantKey } = next.variant;
      following.push({ asset: asset.id, key: variantKey, segment: next.name });
    }
    for (const [key, following] of known) {
      this.#following.delete(key);
      this.#following.add(client, key, following);
    }
  }

  /**
   * What the client requests after a segment, if a part ends with it and what follows is known without waiting. Where the part is played
   * more than once, the first that is not in memory, as what was played before is.
   */
  after(
    client: string,
    played: PlayedSegment,
  ): { readonly variant: Variant; readonly segment: number } | undefined {
    if (this.#following.size === 0) return undefined;
    const found = (this.#following.get(keyOf(client, played)) ?? []).flatMap(({ asset, key, segment }) => {
      const ready = this.#options.library.ready(asset);
      const variant = ready && findVariant(ready, key);
      return variant ? [{ variant, segment }] : [];
    });
    return (
      found.find(({ variant, segment }) => !this.#options.cache.has(segmentRef(variant, segment))) ?? found[0]
    );
  }
}

function keyOf(client: string, { variant, segment, clip }: PlayedSegment): string {
  const part = clip ? `${clip.first}-${clip.end}` : '';
  return `${client}\n${variant.asset.id}\n${part} ${segmentRef(variant, segment).key}`;
}
