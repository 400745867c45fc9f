import { segmentInvalid } from '../segment-invalid.js';

/** What libass says where it has no font at all, and so draws nothing. Without a glyph of some character alone it draws a box. */
const WITHOUT_FONT = /^\[Parsed_subtitles_.* fontselect: failed to find any fallback with glyph 0x0 /m;

/**
 * ffmpeg encodes happily what it could not draw on.
 * @param stderr of ffmpeg, with its warnings.
 * @throws OnplayError `segment_invalid`: frames without their marks are never published.
 */
export function assertDrawn(stderr: string): void {
  if (WITHOUT_FONT.test(stderr)) throw segmentInvalid('the marks were not drawn: no font was found');
}
