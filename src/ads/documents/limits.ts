/** Bounds of what ad servers answer. An answer of real servers has a tenth of each. */

/** Of one document, in bytes. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;
/** Of one document, in elements. */
export const MAX_ELEMENTS = 20_000;
/** How deeply elements are nested. VAST within VMAP has some fourteen levels. */
export const MAX_DEPTH = 40;
/** Of a URL, in characters. */
export const MAX_URL_CHARACTERS = 8192;
/** Of a name, such as an ad's id or title, in characters. */
export const MAX_NAME_CHARACTERS = 256;
/** Of one document of VMAP. */
export const MAX_BREAKS = 64;
/** Of one document of VAST, and in one break. */
export const MAX_ADS = 32;
/** Of one creative. */
export const MAX_FILES = 32;
/** Of one ad, in each document on the way to it. */
export const MAX_TRACKING = 128;
