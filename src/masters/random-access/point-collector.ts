/** Collects random access points from coded pictures. */
import type { CodedPicture } from '../../bitstream/index.js';
import type { GradualRefreshes } from '../../tracks/index.js';
import type { AccessPoints } from './found-points.js';

/** Refreshes that are watched at once, and the most frames that one may take. */
const [MAX_PENDING, MAX_REFRESH_FRAMES] = [64, 10_000];

export class PointCollector {
  readonly #sync: Uint8Array;
  readonly #independent = new Set<number>();
  readonly #refreshes: { readonly start: number; readonly end: number }[] = [];
  /** Refreshes that are not complete yet, and how many more reference frames each takes. */
  #pending: { readonly start: number; left: number }[] = [];
  #next = 0;

  /** @param count samples of the track. */
  constructor(count: number) {
    this.#sync = new Uint8Array(count);
  }

  /** Adds what is known of a sample. A gradual refresh counts only where all samples up to its end follow, in order. */
  add(sample: number, picture: CodedPicture | undefined): void {
    if (sample !== this.#next) this.#pending = [];
    this.#next = sample + 1;
    if (!picture) return;
    if (picture.isReference) this.#advance(sample);
    if (picture.access === 'independent') this.#independent.add(sample);
    if (picture.access === 'independent' || picture.access === 'open') this.#sync[sample] = 1;
    const { access, recoveryFrames } = picture;
    if (access === 'gradual' && recoveryFrames <= MAX_REFRESH_FRAMES && this.#pending.length < MAX_PENDING)
      this.#pending.push({ start: sample, left: recoveryFrames });
  }

  found(): AccessPoints {
    const refreshes = this.#gradual();
    return {
      sync: this.#sync,
      independent: Uint32Array.from(this.#independent).sort(),
      ...(refreshes && { refreshes }),
    };
  }

  #advance(sample: number): void {
    for (const refresh of this.#pending) refresh.left--;
    for (const { start, left } of this.#pending) if (left === 0) this.#refreshes.push({ start, end: sample });
    this.#pending = this.#pending.filter(({ left }) => left > 0);
  }

  /** Without those that begin no later than one that ends no later. */
  #gradual(): GradualRefreshes | undefined {
    const useful: { readonly start: number; readonly end: number }[] = [];
    for (const refresh of this.#refreshes.sort((a, b) => a.end - b.end || b.start - a.start))
      if (refresh.start > (useful.at(-1)?.start ?? -1)) useful.push(refresh);
    if (useful.length === 0) return undefined;
    return {
      starts: Uint32Array.from(useful, ({ start }) => start),
      ends: Uint32Array.from(useful, ({ end }) => end),
    };
  }
}
