/** Which tracks of Matroska can be fed to a decoder as MP4, and with which sample description. */
import { box, mp4a, stsd } from '../../../isobmff/index.js';
import type { TrackEntry } from '../../../matroska/index.js';
import { ac3Configuration, eac3Configuration } from './ac3.js';
import { alacConfiguration } from './alac.js';
import { audioEntry, audioFields } from './audio-entry.js';
import { flacConfiguration } from './flac.js';
import { opusConfiguration } from './opus.js';
import { pcmEntry } from './pcm.js';
import { videoEntry } from './video-entry.js';
import { vp9Configuration } from './vp9.js';

interface Mp4Description {
  /** A whole `stsd` box (ISO/IEC 14496-12 8.5.2). */
  readonly sampleDescription: Uint8Array;
  /** Whether the sample entry follows QuickTime. */
  readonly quickTime: boolean;
}

/**
 * Returns how MP4 describes a track whose frames it holds as they are. Undefined for a codec that needs a feed in Matroska, and
 * where `CodecPrivate` or the frame is not what the codec has there.
 * @param frame the beginning of the track's first frame, with what header stripping removed: 16 bytes are enough.
 * @throws OnplayError `master_dimensions_unsupported`, `master_audio_unsupported`.
 */
export function mp4Description(track: TrackEntry, frame: Uint8Array): Mp4Description | undefined {
  const described = ENTRIES.get(track.codecId)?.(track, frame);
  if (!described) return undefined;
  const quickTime = QUICKTIME_CODECS.has(track.codecId);
  return { sampleDescription: stsd(described), quickTime };
}

/** Returns the sample entry; undefined where the codec's configuration is missing or malformed. */
type Entry = (track: TrackEntry, frame: Uint8Array) => Uint8Array | undefined;

/** The configuration record is `CodecPrivate`. */
const recordEntry =
  (type: string, configuration: string): Entry =>
  (track) =>
    track.codecPrivate.byteLength > 0
      ? videoEntry(track, type, box(configuration, track.codecPrivate))
      : undefined;

const configuredAudio =
  (
    type: string,
    configuration: (bytes: Uint8Array) => Uint8Array | undefined,
    from: 'private' | 'frame',
  ): Entry =>
  (track, frame) => {
    const configured = configuration(from === 'frame' ? frame : track.codecPrivate);
    return configured && audioEntry(track, type, configured);
  };

/** By codec id (draft-ietf-cellar-codec 4). */
const ENTRIES: ReadonlyMap<string, Entry> = new Map([
  ['V_MPEG4/ISO/AVC', recordEntry('avc1', 'avcC')],
  ['V_MPEGH/ISO/HEVC', recordEntry('hvc1', 'hvcC')],
  ['V_AV1', recordEntry('av01', 'av1C')],
  ['V_VP9', (track, frame) => videoEntry(track, 'vp09', vp9Configuration(track, frame))],
  ['V_VP8', (track) => videoEntry(track, 'vp08')],
  ['V_MPEG2', (track) => videoEntry(track, 'm2v1')],
  ['V_MJPEG', (track) => videoEntry(track, 'jpeg')],
  ['A_AAC', aacEntry],
  ['A_OPUS', configuredAudio('Opus', opusConfiguration, 'private')],
  ['A_FLAC', configuredAudio('fLaC', flacConfiguration, 'private')],
  ['A_AC3', configuredAudio('ac-3', ac3Configuration, 'frame')],
  ['A_EAC3', configuredAudio('ec-3', eac3Configuration, 'frame')],
  ['A_ALAC', configuredAudio('alac', alacConfiguration, 'private')],
  // What these boxes would say, decoders find in every frame.
  ['A_DTS', (track) => audioEntry(track, 'dtsc')],
  ['A_TRUEHD', (track) => audioEntry(track, 'mlpa')],
  ['A_MPEG/L2', (track) => audioEntry(track, '.mp2')],
  ['A_MPEG/L3', (track) => audioEntry(track, '.mp3')],
  ['A_PCM/INT/LIT', (track) => pcmEntry(track, 'little-endian')],
  ['A_PCM/INT/BIG', (track) => pcmEntry(track, 'big-endian')],
  ['A_PCM/FLOAT/IEEE', (track) => pcmEntry(track, 'float')],
]);

const QUICKTIME_CODECS: ReadonlySet<string> = new Set([
  'V_MPEG2',
  'V_MJPEG',
  'A_MPEG/L2',
  'A_MPEG/L3',
  'A_PCM/INT/LIT',
  'A_PCM/INT/BIG',
  'A_PCM/FLOAT/IEEE',
]);

/** Longer than any AudioSpecificConfig with a program config element, and short enough for its descriptor. */
const MAX_AAC_CONFIG_BYTES = 64;

/** `CodecPrivate` is the AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1). */
function aacEntry(track: TrackEntry): Uint8Array | undefined {
  const { codecPrivate } = track;
  if (codecPrivate.byteLength < 2 || codecPrivate.byteLength > MAX_AAC_CONFIG_BYTES) return undefined;
  return mp4a({ ...audioFields(track), audioSpecificConfig: codecPrivate, bitrate: 0 });
}
