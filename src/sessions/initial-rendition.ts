/** Which video to begin with. */
import type { VideoRendition } from '../encoder/index.js';
import { deviceProfiles } from './device.js';
import { heightOf } from './rendition-limits.js';
import type { SessionRequest } from './session-request.js';

/** The part of an estimate that video may use, so that audio and a slower moment find room too. */
const usableShare = 0.7;

export interface InitialRendition {
  readonly rendition: VideoRendition;
  readonly reason: string;
}

/**
 * The one of `video`, in ascending order, to begin with: the lowest if data is to be saved; the highest that the
 * network can carry if something is known of it; else what suits the device. Undefined if there is none.
 */
export function chooseInitialRendition(
  video: readonly VideoRendition[],
  { network, device }: SessionRequest,
): InitialRendition | undefined {
  const [first] = video;
  if (first === undefined) return undefined;
  if (network.saveData) return start(first, 'the viewer asked to save data');
  const estimate = network.estimateBitsPerSecond;
  if (estimate !== undefined) {
    const fitting = video.findLast(({ maxBitrate }) => maxBitrate <= usableShare * estimate);
    return start(fitting ?? first, `the network carries ${estimate} bit/s (${network.source})`);
  }
  const { startHeight } = deviceProfiles[device.class];
  const suiting = video.findLast((rendition) => heightOf(rendition) <= startHeight);
  return start(suiting ?? first, `nothing is known of the network, and ${startHeight}p suits the device`);
}

function start(rendition: VideoRendition, why: string): InitialRendition {
  return { rendition, reason: `starts with ${rendition.id}: ${why}` };
}
