import type { Maximum } from './bandwidth.js';
import type { Timeline } from './timeline.js';

/** A rendition in a presentation. */
export class PresentedRendition {
  readonly #measure: () => Maximum;
  #maximum: Maximum | undefined;

  /**
   * @param key in URLs, entity tags and logs; see `renditionKey`.
   * @param timeline one object for all renditions with the same segments.
   * @param measure computes `maximum`, which takes tens of milliseconds for a master of a day.
   */
  constructor(
    readonly key: string,
    readonly timeline: Timeline,
    measure: () => Maximum,
  ) {
    this.#measure = measure;
  }

  get maximum(): Maximum {
    this.#maximum ??= this.#measure();
    return this.#maximum;
  }

  /** Computes `maximum` ahead of its first use; does nothing where it is known. @returns whether it computed. */
  measure(): boolean {
    if (this.#maximum) return false;
    this.#maximum = this.#measure();
    return true;
  }
}
