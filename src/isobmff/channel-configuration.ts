import { packagingImpossible } from './errors.js';

/**
 * ChannelConfiguration of ISO/IEC 23091-3 (and, for these, of ISO/IEC 14496-3 table 1.19) for a number of
 * channels in its usual arrangement.
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

/** The code point for that many channels; throws `packaging_impossible` where there is none. */
export function channelConfiguration(channels: number): number {
  const configuration = CHANNEL_CONFIGURATION.get(channels);
  if (configuration === undefined) throw packagingImpossible(`no usual arrangement has ${channels} channels`);
  return configuration;
}
