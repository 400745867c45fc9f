import { u16 } from '../boxes/write-box.js';
import { packagingImpossible } from '../errors.js';
import { channelConfiguration } from './channel-configuration.js';

const AAC_LOW_COMPLEXITY = 2;

/** ISO/IEC 14496-3 table 1.18: the samplingFrequencyIndex of a rate, in Hz, is its position in this list. */
const SAMPLING_FREQUENCIES = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/**
 * ISO/IEC 14496-3 1.6.2.1 AudioSpecificConfig of AAC-LC with frames of 1024 samples, two bytes
 *
 *     audioObjectType         5 bits  2
 *     samplingFrequencyIndex  4 bits
 *     channelConfiguration    4 bits
 *     frameLengthFlag         1 bit   0: 1024 samples
 *     dependsOnCoreCoder      1 bit   0
 *     extensionFlag           1 bit   0
 *
 * @param sampleRate in Hz.
 * @throws OnplayError `packaging_impossible` for a rate or a number of channels that the tables lack.
 */
export function aacLowComplexityConfig(sampleRate: number, channels: number): Uint8Array {
  const frequencyIndex = SAMPLING_FREQUENCIES.indexOf(sampleRate);
  if (frequencyIndex === -1) throw packagingImpossible(`AAC has no sample rate of ${sampleRate} Hz`);
  return u16((AAC_LOW_COMPLEXITY << 11) | (frequencyIndex << 7) | (channelConfiguration(channels) << 3));
}
