/** The audio codecs of generated masters, as ffmpeg encodes them. */

export interface AudioEncoder {
  readonly options: readonly string[];
  /** In Hz. */
  readonly rates: readonly number[];
  readonly channels: readonly number[];
  /** How many samples later the audio comes, of which no container is told. */
  readonly lag?: number;
}

const USUAL_RATES = [48_000, 44_100, 32_000];
const ANY_RATE = [48_000, 44_100, 22_050];
const STEREO = [1, 2];
const SURROUND = [1, 2, 6];

const encoder = (
  codec: string,
  rates: readonly number[],
  channels: readonly number[],
  ...more: readonly string[]
): AudioEncoder => ({ options: ['-c:a', codec, ...more, '-strict', '-2'], rates, channels });

export const audioEncoders = {
  aac: encoder('aac', ANY_RATE, SURROUND, '-b:a', '160k'),
  mp3: encoder('libmp3lame', ANY_RATE, STEREO, '-b:a', '128k'),
  mp2: encoder('mp2', USUAL_RATES, STEREO, '-b:a', '160k'),
  ac3: encoder('ac3', USUAL_RATES, SURROUND, '-b:a', '256k'),
  eac3: encoder('eac3', USUAL_RATES, SURROUND, '-b:a', '256k'),
  dts: { ...encoder('dca', [48_000, 44_100], [2, 6], '-b:a', '768k'), lag: 512 },
  truehd: encoder('truehd', [48_000], [2]),
  opus: encoder('libopus', [48_000], STEREO, '-b:a', '96k'),
  'opus-60ms': encoder('libopus', [48_000], [2], '-b:a', '96k', '-frame_duration', '60'),
  vorbis: encoder('libvorbis', ANY_RATE, SURROUND, '-q:a', '4'),
  flac: encoder('flac', ANY_RATE, SURROUND),
  alac: encoder('alac', ANY_RATE, STEREO),
  wavpack: encoder('wavpack', ANY_RATE, STEREO),
  tta: encoder('tta', ANY_RATE, STEREO),
  'pcm-16': encoder('pcm_s16le', ANY_RATE, SURROUND),
  'pcm-16-big-endian': encoder('pcm_s16be', ANY_RATE, STEREO),
  'pcm-24': encoder('pcm_s24le', ANY_RATE, STEREO),
  'pcm-24-big-endian': encoder('pcm_s24be', ANY_RATE, STEREO),
  'pcm-float': encoder('pcm_f32le', ANY_RATE, STEREO),
  'pcm-8': encoder('pcm_u8', ANY_RATE, STEREO),
  'mu-law': encoder('pcm_mulaw', ANY_RATE, STEREO),
  'a-law': encoder('pcm_alaw', ANY_RATE, STEREO),
  'pcm-bluray': encoder('pcm_bluray', [48_000], [2, 6]),
  'pcm-dvd': encoder('pcm_dvd', [48_000], [2]),
  s302m: encoder('s302m', [48_000], [2]),
  'adpcm-ms': encoder('adpcm_ms', ANY_RATE, STEREO),
  'adpcm-ima-wav': encoder('adpcm_ima_wav', ANY_RATE, STEREO),
  'adpcm-ima-qt': encoder('adpcm_ima_qt', ANY_RATE, STEREO),
  'adpcm-swf': encoder('adpcm_swf', [44_100, 22_050], STEREO),
  wma1: encoder('wmav1', [48_000, 44_100], STEREO, '-b:a', '128k'),
  wma2: encoder('wmav2', [48_000, 44_100], STEREO, '-b:a', '128k'),
  'flv-mp3': encoder('libmp3lame', [44_100, 22_050], STEREO, '-b:a', '128k'),
  'flv-pcm': encoder('pcm_s16le', [44_100, 22_050], STEREO),
} satisfies Readonly<Record<string, AudioEncoder>>;

export type AudioCodecName = keyof typeof audioEncoders;
