import type { Brands } from './boxes/ftyp.js';

/**
 * Brands of a CMAF header. `iso6` is the edition of ISO/IEC 14496-12 that has `tfdt` and default-base-is-moof.
 * `cmfc` is CMAF's structural brand (ISO/IEC 23000-19 clause 7). `cmf2` is its stricter form: presentation
 * times by signed offsets in version 1 `trun` boxes, never by an edit list, and what a sample is said in its
 * fragment, not in `trex`. Every fragment written here is like that.
 *
 * No media profile brand (`cfhd`, `caac`...) is claimed: whether one fits depends on level, size and colour,
 * which manifests state exactly.
 */
export const CMAF_HEADER_BRANDS: Brands = { major: 'iso6', compatible: ['iso6', 'cmfc', 'cmf2'] };

/** Brands of a media segment: DASH's (ISO/IEC 23009-1 6.3.4.2) and CMAF's (ISO/IEC 23000-19 7.3.3.1). */
export const MEDIA_SEGMENT_BRANDS: Brands = { major: 'msdh', compatible: ['msdh', 'cmfs'] };
