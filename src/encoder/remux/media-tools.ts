import type { MediaTools } from '../../masters/index.js';
import type { EncoderSettings } from '../encoder.js';
import { probeAudio, probeVideo } from './probe.js';
import { remux } from './remux.js';

/** The probe and the remuxer the masters room needs, implemented with ffmpeg. */
export function mediaTools(settings: EncoderSettings): MediaTools {
  return {
    decodeVideo: (track, source, signal) => probeVideo(settings, track, source, signal),
    decodeAudio: (track, source, signal) => probeAudio(settings, track, source, signal),
    remux: (master, container, folder, context) => remux(settings, master, container, folder, context),
  };
}
