/** Bounds of an ad's tracking URLs. */

/** In characters: of each, and of all that one ad has. There are up to twenty ads, and all stand in one manifest. */
export const MAX_URL = 2048;
export const MAX_OF_AD = 8192;
/** Of one ad. */
export const MAX_URLS = 64;
