import type { Config } from '../config/index.js';
import { type QueueNames, queueNames } from '../fleet/index.js';
import type { Encoding } from './encoding/index.js';
import { segmentMapOptions } from './library/index.js';

/** The queues of the fleet that makes the same bytes as this configuration, with this ffmpeg, these fonts, images and logos. */
export function fleetQueues(
  config: Config,
  { buildId, fontsId, imageHashes, logos }: Pick<Encoding, 'buildId' | 'fontsId' | 'imageHashes' | 'logos'>,
): QueueNames {
  const { passthrough } = config;
  const segmentMap = segmentMapOptions(config);
  return queueNames({ buildId, fontsId, imageHashes, logosId: logos.id, segmentMap, passthrough });
}
