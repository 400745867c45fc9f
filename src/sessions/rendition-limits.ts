/** The parts of a ladder within a limit, with all of its text. Ladders here have their video in ascending order. */
import type { AudioRendition, Ladder, VideoRendition } from '../encoder/index.js';

/** The shorter side of a rendition in pixels: the number before the "p", for landscape and portrait video. */
export function heightOf(rendition: VideoRendition): number {
  return Math.min(rendition.width, rendition.height);
}

/** The ladder with its video from the lowest to the highest; the same result for any order of the input. */
export function ascending(ladder: Ladder): Ladder {
  const compare = (a: VideoRendition, b: VideoRendition) =>
    heightOf(a) - heightOf(b) || a.maxBitrate - b.maxBitrate || (a.id < b.id ? -1 : 1);
  return { ...ladder, video: ladder.video.toSorted(compare) };
}

/** The bit/s that bitrate limits compare a rendition with: its advertised bandwidth, or the upper bound of it. */
export type AdvertisedBitrate = (rendition: VideoRendition | AudioRendition) => number;

/** The renditions of which every pair of video and audio stays within `maxBitrate` bit/s. */
export function withinBitrate(
  ladder: Ladder,
  maxBitrate: number,
  advertisedBitrate: AdvertisedBitrate,
): Ladder {
  const audioFloor = maximum(lowestOfEachTrack(ladder.audio).map(advertisedBitrate));
  const video = ladder.video.filter((rendition) => advertisedBitrate(rendition) + audioFloor <= maxBitrate);
  const left = maxBitrate - maximum(video.map(advertisedBitrate));
  return {
    ...ladder,
    video,
    audio: ladder.audio.filter((rendition) => advertisedBitrate(rendition) <= left),
  };
}

/** The ladder without video above `maxHeight`. */
export function withinHeight(ladder: Ladder, maxHeight: number): Ladder {
  return { ...ladder, video: ladder.video.filter((rendition) => heightOf(rendition) <= maxHeight) };
}

/** The lowest playable ladder: the lowest video, and the lowest rendition of each audio track. */
export function lowest(ladder: Ladder): Ladder {
  return { ...ladder, video: ladder.video.slice(0, 1), audio: lowestOfEachTrack(ladder.audio) };
}

/** Whether `part` has both video and audio, as far as `whole` has them. */
export function isPlayable(part: Ladder, whole: Ladder): boolean {
  const isVideoComplete = part.video.length > 0 || whole.video.length === 0;
  const isAudioComplete = part.audio.length > 0 || whole.audio.length === 0;
  return isVideoComplete && isAudioComplete;
}

function lowestOfEachTrack(audio: readonly AudioRendition[]): AudioRendition[] {
  const bitrates = new Map<number, number>();
  for (const { trackId, bitrate } of audio) {
    bitrates.set(trackId, Math.min(bitrate, bitrates.get(trackId) ?? bitrate));
  }
  return audio.filter(({ trackId, bitrate }) => bitrate === bitrates.get(trackId));
}

function maximum(numbers: readonly number[]): number {
  return Math.max(0, ...numbers);
}
