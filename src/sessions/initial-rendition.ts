/** Which video rendition a session starts with. */
import type { VideoRendition } from '../encoder/index.js';
import { heightOf } from './rendition-limits.js';
import { deviceProfiles } from './request/device.js';
import type { SessionRequest } from './request/session-request.js';

/** The share of the network estimate that video may use; the rest is for audio and for dips in throughput. */
const usableShare = 0.7;

interface InitialRendition {
  readonly rendition: VideoRendition;
  readonly reason: string;
}

/**
 * The initial rendition: the lowest with `Save-Data`; else the highest that fits the network estimate; without an
 * estimate, the highest up to the device's start height. The lowest if none fits; undefined if `video` is empty.
 * @param video in ascending order.
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
  return start(suiting ?? first, `nothing is known about the network, and ${startHeight}p suits the device`);
}

function start(rendition: VideoRendition, why: string): InitialRendition {
  return { rendition, reason: `starts with ${rendition.id}: ${why}` };
}
