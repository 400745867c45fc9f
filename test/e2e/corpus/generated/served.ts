/** What a player gets of a generated master, decoded. */
import type { StereoSamples } from '../../../support/joined-audio.js';
import type { NumberedFrame } from './numbered-frames.js';

export interface Served {
  /** Empty without video. */
  readonly frames: readonly NumberedFrame[];
  readonly audio?: ServedAudio;
  /** How many of the master's frames one of the rendition stands for. */
  readonly keepEvery: number;
}

export interface ServedAudio {
  /** From the start of the presentation on. */
  readonly samples: StereoSamples;
  /** In Hz. */
  readonly sampleRate: number;
}
