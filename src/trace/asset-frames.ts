/** The frames of an asset, as they are compared. */
import { type Asset, tracksOf, withFile } from '../assets/index.js';
import { decodeLuma, type EncoderSettings } from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import type { FrameGrid, FrameSource, LumaFrame } from './luma-frame.js';

interface AssetFramesOptions {
  readonly settings: EncoderSettings;
  readonly grid: FrameGrid;
  readonly signal: AbortSignal;
  /** What begins later is left out, in seconds; default none. */
  readonly maxSeconds?: number;
}

/** @param asset known as a whole. @throws OnplayError `argument_invalid` for one without video. */
export function assetFrames(
  asset: Asset,
  { settings, grid, signal, maxSeconds = Number.POSITIVE_INFINITY }: AssetFramesOptions,
): FrameSource {
  const { video: track } = tracksOf(asset);
  // As it is encoded: of a rendition that is passed through, the colours are others.
  const [rendition] = asset.treated({ encodedVideo: true }).ladder.video;
  if (!track || !rendition)
    throw new OnplayError('argument_invalid', { publicDetail: `${asset.id} has no video.` });
  const { numerator, denominator } = rendition.frameRate;
  const rate = (rendition.keepEvery * numerator) / denominator;
  const { map } = asset;
  const boundaries = Array.from(map.boundaries, (ticks) => ticks / map.timescale);
  const segments = boundaries.slice(0, map.videoCount).filter((time) => time < maxSeconds).length;
  const read = async (segment: number, perSecond = rate): Promise<readonly LumaFrame[]> => {
    const keepEvery = Math.max(1, Math.round(rate / perSecond));
    const request = { track, map, segment, rendition, size: grid, keepEvery };
    const decode = withFile(
      asset,
      track.file,
      (source) => decodeLuma(settings, request, source, signal),
      signal,
    );
    return decode.catch((error: unknown) => {
      // What of a copy cannot be decoded says nothing; the rest may.
      if (error instanceof OnplayError && error.code === 'segment_unplayable') return [];
      throw error;
    });
  };
  return { segments, boundaries, read };
}
