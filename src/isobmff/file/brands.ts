import type { Brands } from './ftyp.js';

/**
 * Brands of a CMAF header. `iso6` is the edition of ISO/IEC 14496-12 that has `tfdt` and default-base-is-moof.
 * `cmfc` is CMAF's structural brand (ISO/IEC 23000-19 clause 7). Its stricter form, `cmf2`, is not claimed: it forbids the
 * edit list that subtracts a composition delay.
 *
 * No media profile brand (`cfhd`, `caac`...) is claimed either: whether one applies depends on level, size and
 * colour, which manifests state exactly.
 */
export const CMAF_HEADER_BRANDS: Brands = { major: 'iso6', compatible: ['iso6', 'cmfc'] };

/** Brands of a media segment, of DASH (ISO/IEC 23009-1 6.3.4.2) and of CMAF (ISO/IEC 23000-19 7.3.3.1). */
export const MEDIA_SEGMENT_BRANDS: Brands = { major: 'msdh', compatible: ['msdh', 'cmfs'] };
