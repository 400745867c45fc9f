/** The codecs of renditions, by ffmpeg's name of each, which is also that of a master's track in the codec. */
import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { aac } from './aac.js';
import type { AudioCodec } from './audio-codec.js';
import { h264 } from './h264.js';
import type { VideoCodec } from './video-codec.js';

export const videoCodecs: Readonly<Record<VideoRendition['codec'], VideoCodec>> = { h264 };
export const audioCodecs: Readonly<Record<AudioRendition['codec'], AudioCodec>> = { aac };

/** The codec of a master's video; undefined for one that no rendition has. */
export function videoCodecOf({ codec }: Pick<VideoTrack, 'codec'>): VideoCodec | undefined {
  return find(videoCodecs, codec);
}

/** The codec of a master's audio; undefined for one that no rendition has. */
export function audioCodecOf({ codec }: Pick<AudioTrack, 'codec'>): AudioCodec | undefined {
  return find(audioCodecs, codec);
}

function find<Codec>(codecs: Readonly<Record<string, Codec>>, name: string): Codec | undefined {
  return Object.hasOwn(codecs, name) ? codecs[name] : undefined;
}
