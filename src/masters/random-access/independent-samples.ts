import type { VideoTrack } from '../../tracks/index.js';

/** Codecs in which every frame is a random access point. */
const INTRA_CODECS: ReadonlySet<string> = new Set(['prores', 'mjpeg', 'dnxhd']);

/** Whether everything from this sample on decodes the same whatever was decoded before. False where that is not known. */
export function isIndependentSample(
  { codec, independent }: Pick<VideoTrack, 'codec' | 'independent'>,
  sample: number,
): boolean {
  return INTRA_CODECS.has(codec) || independent?.includes(sample) === true;
}
