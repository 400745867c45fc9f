/** What an audio frame says of its format: its sample rate, and its channels as far as that is simple to tell. */

type ReadFormat = (head: Uint8Array) => string | undefined;

/** By ffmpeg's name of the codec. */
const READERS: Readonly<Record<string, ReadFormat>> = {
  mp1: mpegAudioFormat,
  mp2: mpegAudioFormat,
  mp3: mpegAudioFormat,
  ac3: ac3Format,
  eac3: ac3Format,
  aac: aacFormat,
};

/** More than the seven bytes that are read of a frame of AC-3, which are the most. */
export const AUDIO_HEAD_BYTES = 16;

/**
 * A text that is another where decoded audio may have other channels or another sample rate.
 * @param head the first `AUDIO_HEAD_BYTES` of a sample.
 * @returns undefined where the sample does not say, and for other codecs.
 */
export function audioFormatKey(codec: string, head: Uint8Array): string | undefined {
  return Object.hasOwn(READERS, codec) ? READERS[codec]?.(head) : undefined;
}

/** ISO/IEC 11172-3 2.4.1.3: version, layer and sampling frequency; whether there is one channel. */
function mpegAudioFormat([sync = 0, version = 0, rates = 0, mode = 0]: Uint8Array): string | undefined {
  if (sync !== 0xff || version < 0xe0) return undefined;
  return [version & 0x1e, (rates >> 2) & 3, mode >> 6 === 3].join();
}

/** ETSI TS 102 366 4.3: `fscod`, `bsid`, `acmod`; E.1.2 has them in other places. */
function ac3Format(head: Uint8Array): string | undefined {
  const [sync, word, , , rate = 0, version = 0, mode = 0] = head;
  if (sync !== 0x0b || word !== 0x77) return undefined;
  const identification = version >> 3;
  return identification > 10
    ? [rate >> 6, (rate >> 1) & 7].join()
    : [rate >> 6, identification, mode >> 5].join();
}

/**
 * In ADTS (ISO/IEC 14496-3 1.A.2.2) sampling_frequency_index and channel_configuration. A bare frame begins with one channel
 * or with a pair of them (4.4.2.1), unless it begins with something else.
 */
function aacFormat([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): string | undefined {
  if (first === 0xff && (second & 0xf6) === 0xf0)
    return [(third >> 2) & 15, ((third & 1) << 2) | (fourth >> 6)].join();
  const element = first >> 5;
  return element <= 1 ? String(element) : undefined;
}
