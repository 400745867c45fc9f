import type { ByteSource } from '../../stores/index.js';
import { type AudioTrack, sampleHead } from '../../tracks/index.js';
import { AUDIO_HEAD_BYTES, audioFormatKey } from './audio-format-key.js';

/** Evenly spread: in three hours ten seconds apart. */
const LOOKS = 1024;
/** If so many do not say what they are, none does. */
const FIRST_LOOKS = 8;
const CONCURRENT_READS = 16;

/** Whether the channels or the sample rate change, by the headers of some samples. @throws what reading throws. */
export async function isVarying(
  { codec, samples }: Pick<AudioTrack, 'codec' | 'samples'>,
  source: ByteSource,
): Promise<boolean> {
  const keyAt = async (sample: number) => {
    return audioFormatKey(codec, await sampleHead(samples, sample, AUDIO_HEAD_BYTES, source));
  };
  const looks = Math.min(LOOKS, samples.count);
  const keys = new Set<string>();
  for (let first = 0; first < looks; first += CONCURRENT_READS) {
    if (first >= FIRST_LOOKS && keys.size === 0) return false;
    const batch = Array.from({ length: Math.min(CONCURRENT_READS, looks - first) }, (_, i) =>
      Math.floor(((first + i) * samples.count) / looks),
    );
    for (const key of await Promise.all(batch.map(keyAt))) if (key !== undefined) keys.add(key);
    if (keys.size > 1) return true;
  }
  return false;
}
