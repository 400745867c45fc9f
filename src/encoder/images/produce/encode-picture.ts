/** Runs ffmpeg for an image, into which something may be drawn. */
import { burnAccess } from '../../burn/burn-files.js';
import type { EncoderSettings } from '../../encoder.js';
import type { FfmpegCommand, FfmpegResult } from '../../ffmpeg/process.js';
import { assertDrawn } from '../../marks/assert-drawn.js';
import { encodePiece } from '../../produce/encode/encode-chunk.js';
import type { PictureDrawing } from './picture-drawing.js';

interface PictureCommand extends Pick<FfmpegCommand, 'args' | 'outputs'> {
  /** What the arguments draw from. */
  readonly drawing?: PictureDrawing | undefined;
}

/** As `encodePiece`. @throws OnplayError also `segment_invalid` where marks could not be drawn. */
export function encodePicture<T>(
  settings: EncoderSettings,
  { drawing, ...command }: PictureCommand,
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  use: (result: FfmpegResult) => T,
): Promise<T> {
  const { text, folder } = drawing ?? {};
  const access = burnAccess(text ? [text] : [], folder);
  return encodePiece(settings, { ...command, ...access }, input, signal, (result) => {
    if (text) assertDrawn(result.stderr);
    return use(result);
  });
}
