/** How renditions are produced: one producer for each kind and way. */
import { audioCodecs, videoCodecs } from '../codecs/index.js';
import type { AudioRendition, MediaRendition, VideoRendition } from '../rendition.js';
import { encodeAudioSegment } from './audio/audio-segment.js';
import { copiedAudioSamples, copyAudioSegment } from './audio/copy-audio-segment.js';
import { audioInit, videoInit } from './init.js';
import type { RenditionProducer } from './producer.js';
import { copiedVideoSamples, copyVideoSegment } from './video/copy-video-segment.js';
import { encodeVideoSegment } from './video/video-segment.js';

const encodedVideo: RenditionProducer<VideoRendition> = {
  lane: 'heavy',
  track: ({ video }) => video,
  init: videoInit,
  segment: (request, { settings, source, signal, processes, configuration, burnSource }) =>
    encodeVideoSegment(
      settings,
      { ...request, processes, parameterSets: configuration, burnSource },
      source,
      signal,
    ),
};

const copiedVideo: RenditionProducer<VideoRendition> = {
  lane: 'light',
  track: ({ video }) => video,
  configuration: (track, { codec }) => videoCodecs[codec].sourceConfiguration(track),
  init: videoInit,
  segment: (request, { source }) => copyVideoSegment(request, source),
  samples: copiedVideoSamples,
};

const encodedAudio: RenditionProducer<AudioRendition> = {
  lane: 'light',
  track: ({ audio }, { trackId }) => audio.find(({ id }) => id === trackId),
  configuration: (_, rendition) => audioCodecs[rendition.codec].configuration(rendition),
  init: audioInit,
  segment: (request, { settings, source, signal }) => encodeAudioSegment(settings, request, source, signal),
};

const copiedAudio: RenditionProducer<AudioRendition> = {
  ...encodedAudio,
  segment: (request, { source }) => copyAudioSegment(request, source),
  samples: copiedAudioSamples,
};

type Producers = {
  readonly [Kind in MediaRendition['kind']]: Record<
    'encoded' | 'copied',
    RenditionProducer<Extract<MediaRendition, { readonly kind: Kind }>>
  >;
};

const producers: Producers = {
  video: { encoded: encodedVideo, copied: copiedVideo },
  audio: { encoded: encodedAudio, copied: copiedAudio },
};

/** The producer of a rendition, to be called with this rendition only. */
export function producerOf(rendition: MediaRendition): RenditionProducer {
  const { encoded, copied } = producers[rendition.kind];
  return rendition.passthrough ? copied : encoded;
}
