import { packagingImpossible } from '../errors.js';

/**
 * ChannelConfiguration of ISO/IEC 23091-3 for the default layout of each number of channels. For these, the values are
 * those of ISO/IEC 14496-3 table 1.19.
 */
const CHANNEL_CONFIGURATION = new Map([
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [6, 6],
  [8, 7],
]);

/**
 * Returns the code point for that many channels in their default layout.
 * @throws OnplayError `packaging_impossible` if there is none.
 */
export function channelConfiguration(channels: number): number {
  const configuration = CHANNEL_CONFIGURATION.get(channels);
  if (configuration === undefined)
    throw packagingImpossible(`there is no default layout of ${channels} channels`);
  return configuration;
}
