/** What is played in a programme's breaks, as an ad server says it. Plain data. */
import type { Advert, BreakTime, TrackingUrl } from '../documents/advert.js';
import type { AdProblem } from './ad-failure.js';

export interface AdBreak {
  /** Absent for VAST, which says nothing of where its ads are played. */
  readonly at?: BreakTime;
  readonly id?: string;
  /** In the order in which they are played; may be empty. */
  readonly ads: readonly Advert[];
  /** Of the break itself: `breakStart`, `breakEnd`. */
  readonly tracking: readonly TrackingUrl[];
}

export interface AdAnswer {
  /** In the order of the document. */
  readonly breaks: readonly AdBreak[];
  /** What is missing in them, and why; at most `MAX_PROBLEMS`. */
  readonly problems: readonly AdProblem[];
}
