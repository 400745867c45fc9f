import type { Config } from '../config/index.js';
import { type QueueNames, queueNames } from '../fleet/index.js';
import type { Encoding } from './encoding/index.js';
import { segmentMapOptions } from './library/index.js';

/** The queues of the fleet that makes the same bytes as this configuration, with this ffmpeg. */
export function fleetQueues(config: Config, { buildId }: Pick<Encoding, 'buildId'>): QueueNames {
  return queueNames({ buildId, segmentMap: segmentMapOptions(config), passthrough: config.passthrough });
}
