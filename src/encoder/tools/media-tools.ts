import type { MediaTools } from '../../masters/index/media-tools.js';
import type { EncoderSettings } from '../encoder.js';
import { conform } from './conform.js';
import { probeAudio, probeVideo } from './probe.js';

/** The decoder and demuxer that the masters room asks for, made of ffmpeg. */
export function mediaTools(settings: EncoderSettings): MediaTools {
  return {
    decodeVideo: (track, source, signal) => probeVideo(settings, track, source, signal),
    decodeAudio: (track, source, signal) => probeAudio(settings, track, source, signal),
    conform: (master, container, folder, context) => conform(settings, master, container, folder, context),
  };
}
