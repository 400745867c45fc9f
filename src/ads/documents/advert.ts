/** What documents of ad servers say, as plain values. */
import type { Offset } from './values.js';

/** A URL to be requested when something happens (VAST 4.3, `Tracking`). May have macros. */
export interface TrackingUrl {
  /** As VAST names it: `start`, `firstQuartile`; and `impression`, `error`, `clickThrough`, `clickTracking` for the elements of these names. */
  readonly event: string;
  readonly url: string;
  /** Of `progress`: when in the ad. */
  readonly offset?: Offset;
}

/** A file of a creative (VAST 4.3, `MediaFile` and `Mezzanine`). */
export interface CreativeFile {
  readonly url: string;
  /** In lower case, without parameters: `video/mp4`. */
  readonly type: string;
  /** In pixels, where they are said. */
  readonly width?: number;
  readonly height?: number;
  /** In kbit/s, where it is said. */
  readonly bitrate?: number;
  /** The master of the creative, of which the other files were made; often too large to be fetched in a hurry. */
  readonly isMezzanine: boolean;
}

/** Something to be played in a break. */
export interface Advert {
  readonly id?: string;
  readonly title?: string;
  /** As the ad server says; the file may be of another duration. */
  readonly durationMs: number;
  /** From when on a viewer may skip it; absent where they may not. */
  readonly skipOffset?: Offset;
  /** The best first; at least one. */
  readonly files: readonly CreativeFile[];
  /** Of the ad and of all documents on the way to it, the outermost first. */
  readonly tracking: readonly TrackingUrl[];
}

/** An ad of a document of VAST that leads to another document (VAST 4.3, `Wrapper`). */
export interface WrapperAd {
  readonly kind: 'wrapper';
  readonly url: string;
  /** Whether what it leads to may be a wrapper too. */
  readonly mayWrap: boolean;
  /** Whether all ads of a pod it leads to are played. */
  readonly mayBePod: boolean;
  readonly tracking: readonly TrackingUrl[];
}

export type UnplayableReason = 'ad_not_linear' | 'ad_without_duration' | 'ad_without_file' | 'ad_without_url';

/** An ad that cannot be played, and why. */
export interface UnplayableAd {
  readonly kind: 'unplayable';
  readonly reason: UnplayableReason;
}

/** `sequence` is the ad's place in a pod, from 0; absent for one that is in none. */
export type VastAd = { readonly sequence?: number } & (
  | { readonly kind: 'inline'; readonly advert: Advert }
  | WrapperAd
  | UnplayableAd
);

/** When in the programme. */
export type BreakTime = { readonly kind: 'start' } | { readonly kind: 'end' } | Offset;

/** A break of a document of VMAP. */
export interface VmapBreak {
  readonly at: BreakTime;
  readonly id?: string;
  /** `breakStart`, `breakEnd` and `error`. */
  readonly tracking: readonly TrackingUrl[];
  /** Whether a pod may be played. */
  readonly mayBePod: boolean;
  /** Whether wrappers are followed. */
  readonly mayWrap: boolean;
  readonly source: { readonly ads: readonly VastAd[] } | { readonly url: string };
}

/** What a document is, and says. */
export type AdDocument =
  | { readonly kind: 'vast'; readonly ads: readonly VastAd[] }
  /** `leftOut`: how many breaks are not for linear ads, or at a place or from a source that is not understood. */
  | { readonly kind: 'vmap'; readonly breaks: readonly VmapBreak[]; readonly leftOut: number };
