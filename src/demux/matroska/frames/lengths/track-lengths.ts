/** Audio whose frames say how long they are: their times are exact, whatever the file rounds them to. */
import type { TrackEntry } from '../../../../matroska/index.js';
import type { FrameLengths } from './frame-lengths.js';
import { opusLength } from './opus.js';
import { pcmLengths } from './pcm.js';
import { vorbisLengths } from './vorbis.js';

const OPUS_RATE = 48_000;

/** Undefined for a track whose frames do not say it, or not in what is stored. */
export function frameLengths(entry: TrackEntry): FrameLengths | undefined {
  // With header stripping or compression, the first byte that is stored is not that of the frame.
  if (entry.encoding) return undefined;
  if (entry.codecId === 'A_OPUS') return { rate: OPUS_RATE, lengthOf: opusLength };
  return entry.codecId === 'A_VORBIS' ? vorbisLengths(entry) : pcmLengths(entry);
}
