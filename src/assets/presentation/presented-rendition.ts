import type { Maximum } from './bandwidth.js';
import type { Timeline } from './timeline.js';

/** A rendition in a presentation. */
export class PresentedRendition {
  readonly #measure: () => Maximum;
  readonly #whole: PresentedRendition | undefined;
  #maximum: Maximum | undefined;

  /**
   * @param key in URLs, entity tags and logs; see `renditionKey`.
   * @param timeline one object for all renditions with the same segments.
   * @param measure computes `maximum`, which takes tens of milliseconds for a master of a day.
   * @param whole of a clip: the rendition that it is cut of.
   */
  constructor(
    readonly key: string,
    readonly timeline: Timeline,
    measure: () => Maximum,
    whole?: PresentedRendition,
  ) {
    this.#measure = measure;
    this.#whole = whole;
  }

  get maximum(): Maximum {
    this.#maximum ??= this.#measure();
    return this.#maximum;
  }

  /** What limits of bitrate are compared with, in bit/s: that of the whole, so that a clip has the renditions that the whole has. */
  get limitedPeak(): number {
    return this.#whole?.limitedPeak ?? this.maximum.bandwidth.peak;
  }

  /** Computes `maximum` ahead of its first use; does nothing where it is known. @returns whether it computed. */
  measure(): boolean {
    if (this.#maximum) return false;
    this.#maximum = this.#measure();
    return true;
  }
}
