import { type ElementaryStream, esds } from '../configuration/esds.js';
import { audioSampleEntry } from './audio-sample-entry.js';

/** Values of an AAC sample entry. */
interface AacSampleEntry extends ElementaryStream {
  /** In Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** ISO/IEC 14496-14 6.7 MP4 audio sample entry: an audio sample entry with the box `esds`. */
export function mp4a(entry: AacSampleEntry): Uint8Array {
  return audioSampleEntry('mp4a', entry, esds(entry));
}
