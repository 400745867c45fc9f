/** What a segment shows, with marks and without. */
import { readStandInFonts } from '../../../../src/encoder/burn/stand-in-fonts.js';
import type { MarkImages } from '../../../../src/encoder/marks/images/mark-images.js';
import { markedRendition } from '../../../../src/encoder/marks/marked-rendition.js';
import { encodeParameterSets, videoInit } from '../../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../../src/encoder/produce/video/video-segment.js';
import type { VideoRendition } from '../../../../src/encoder/rendition.js';
import type { Mark } from '../../../../src/shared/marks/mark.js';
import { lumaFrames } from '../../../support/marks/seen-marks.js';
import type { BurnedTrack } from '../../burn/support/drawn-frames.js';
import { type MasterUnderTest, never } from '../../produce/support/master-under-test.js';

interface DrawnFrom {
  readonly segment?: number;
  readonly text?: BurnedTrack;
  readonly images?: MarkImages;
}

/** Luma of the frames of a segment, in little loss; default the first. @param text burned in, of a rendition with `burn`. */
export async function segmentLuma(
  { index, map, settings: own, source }: MasterUnderTest,
  rendition: VideoRendition,
  { segment = 0, text, images }: DrawnFrom = {},
): Promise<readonly Buffer[]> {
  const settings = { ...own, standInFonts: await readStandInFonts(), ...(images && { markImages: images }) };
  const fine = { ...rendition, crf: 6, level: 52, maxBitrate: 40_000_000, bufferSize: 40_000_000 };
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [fine], never);
  const burnSource = text && { ...text, attachments: index.attachments, attachmentSource: source(0) };
  const request = { track: index.video!, map, rendition: fine, segment, parameterSets, burnSource };
  const { bytes } = await encodeVideoSegment(settings, request, source(index.video!.file), never);
  return lumaFrames(Buffer.concat([videoInit(fine, parameterSets), bytes]), rendition);
}

/** The rendition with marks. */
export async function withMarks(rendition: VideoRendition, list: readonly Mark[]): Promise<VideoRendition> {
  const { id } = await readStandInFonts();
  return markedRendition(rendition, { id: '0123456789ab', list }, id);
}
