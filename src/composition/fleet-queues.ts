import type { Config } from '../config/index.js';
import { type QueueNames, queueNames } from '../fleet/index.js';
import type { Encoding } from './encoding/index.js';
import { segmentMapOptions } from './library/index.js';

/** The queues of the fleet that makes the same bytes as this configuration, with this ffmpeg and these fonts. */
export function fleetQueues(
  config: Config,
  { buildId, fontsId }: Pick<Encoding, 'buildId' | 'fontsId'>,
): QueueNames {
  const { passthrough } = config;
  return queueNames({ buildId, fontsId, segmentMap: segmentMapOptions(config), passthrough });
}
