/** Parts of a ladder that keep within a limit. Ladders here have their video in ascending order. */
import type { AudioRendition, Ladder, VideoRendition } from '../encoder/index.js';

/** The shorter side of a rendition in pixels: the number before the "p", whichever way up the picture is. */
export function heightOf(rendition: VideoRendition): number {
  return Math.min(rendition.width, rendition.height);
}

/** The same ladder with its video from the lowest to the highest, in one order whatever order it came in. */
export function ascending(ladder: Ladder): Ladder {
  const compare = (a: VideoRendition, b: VideoRendition) =>
    heightOf(a) - heightOf(b) || a.maxBitrate - b.maxBitrate || (a.id < b.id ? -1 : 1);
  return { video: ladder.video.toSorted(compare), audio: ladder.audio };
}

/** The bit/s that manifests declare for a rendition: what its segments cannot exceed. */
export type AdvertisedBitrate = (rendition: VideoRendition | AudioRendition) => number;

/** The renditions of which any video with any audio stays within `maxBitrate` bit/s. */
export function withinBitrate(
  ladder: Ladder,
  maxBitrate: number,
  declaredBitrate: AdvertisedBitrate,
): Ladder {
  const audioFloor = maximum(lowestOfEachTrack(ladder.audio).map(declaredBitrate));
  const video = ladder.video.filter((rendition) => declaredBitrate(rendition) + audioFloor <= maxBitrate);
  const left = maxBitrate - maximum(video.map(declaredBitrate));
  return { video, audio: ladder.audio.filter((rendition) => declaredBitrate(rendition) <= left) };
}

/** The ladder without video above `maxHeight`. */
export function withinHeight({ video, audio }: Ladder, maxHeight: number): Ladder {
  return { video: video.filter((rendition) => heightOf(rendition) <= maxHeight), audio };
}

/** The least that can be played: the lowest video, and the lowest rendition of each audio track. */
export function lowest({ video, audio }: Ladder): Ladder {
  return { video: video.slice(0, 1), audio: lowestOfEachTrack(audio) };
}

/** Whether `part` still has of each kind of track something if `whole` has. */
export function isPlayable(part: Ladder, whole: Ladder): boolean {
  const keepsVideo = part.video.length > 0 || whole.video.length === 0;
  const keepsAudio = part.audio.length > 0 || whole.audio.length === 0;
  return keepsVideo && keepsAudio;
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
