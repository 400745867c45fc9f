/** Limits of one text: uploads are not to be trusted. */

export interface TextLimits {
  /** Bytes that are read; what follows is left out. */
  readonly maxBytes: number;
  /** Cues that are kept. */
  readonly maxCues: number;
  /** Characters of one cue, with its markup. */
  readonly maxCueCharacters: number;
  /** Spans around a text. */
  readonly maxDepth: number;
}

/**
 * The densest subtitles, of sign language or karaoke, have a few cues a second: four hours of three a second are 43,200, and a
 * typeset ASS of a film is 10 MB. A cue of 4,096 characters fills a screen twice.
 */
export const TEXT_LIMITS: TextLimits = {
  maxBytes: 16 * 1024 * 1024,
  maxCues: 50_000,
  maxCueCharacters: 4096,
  maxDepth: 16,
};

/** Limits of one segment of text. */
export interface SegmentLimits {
  readonly maxCues: number;
  /** Bytes of its cues as they are written. */
  readonly maxBytes: number;
}

/**
 * A cue is in each segment in which it is shown, and five times as long where it is of ampersands: without these, a text whose cues last
 * as long as the film has all of it in every segment. Typeset ASS that moves twenty lines with every frame has 5,000 cues in ten seconds.
 */
export const SEGMENT_LIMITS: SegmentLimits = { maxCues: 10_000, maxBytes: 1024 * 1024 };

/** Of a WebVTT file: its style sheets, which are in each of its segments, and the characters of one. */
export const MAX_STYLES = 16;
export const MAX_STYLE_CHARACTERS = 8192;
/** Of a WebVTT file. No device shows more at once. */
export const MAX_REGIONS = 64;
/** Of a region, with its id: six settings. All regions are in each segment, as style sheets are. */
export const MAX_REGION_CHARACTERS = 512;
/** Of a cue: an id is for scripts and is in each segment with the cue. A hash has 64 characters, a URN of a UUID 45. */
export const MAX_ID_CHARACTERS = 256;
