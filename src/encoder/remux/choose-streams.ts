/** Which streams of a file are copied. Pure. */
import type { IgnoredTrack } from '../../tracks/index.js';
import type { Stream } from './list-streams.js';

/** As many as are played. */
const MAX_AUDIO_STREAMS = 32;
/** Only one is played, but which is a film and which a single frame is known only afterwards. */
const MAX_VIDEO_STREAMS = 4;

interface ChosenStreams {
  /** Video first, in order of preference: marked as default, then the largest, then the first. Then audio, in the file's order. */
  readonly chosen: readonly Stream[];
  readonly ignored: readonly IgnoredTrack[];
}

export function chooseStreams(streams: readonly Stream[]): ChosenStreams {
  const decodable = streams.filter((stream) => !stream.isAttachedPicture && stream.codec !== 'none');
  const video = decodable
    .filter(({ kind }) => kind === 'video')
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || b.area - a.area || a.number - b.number);
  const audio = decodable.filter(({ kind }) => kind === 'audio');
  const chosen = [...video.slice(0, MAX_VIDEO_STREAMS), ...audio.slice(0, MAX_AUDIO_STREAMS)];
  return {
    chosen,
    ignored: streams.filter((stream) => !chosen.includes(stream)).map((stream) => ignoredStream(stream)),
  };
}

/** How a stream that is not played is listed. @param reason by default that it was not chosen. */
export function ignoredStream(stream: Stream, reason = reasonFor(stream)): IgnoredTrack {
  const { number, kind, codec } = stream;
  return { id: number, kind, codec, reason };
}

function reasonFor({ kind, codec, isAttachedPicture }: Stream): string {
  if (isAttachedPicture) return 'attached picture';
  if (kind === 'text') return 'subtitles of this container are not read';
  if (kind === 'data') return 'neither video nor audio';
  if (codec === 'none') return 'its codec is not known';
  return kind === 'video' ? 'another video track is played' : `more than ${MAX_AUDIO_STREAMS} audio tracks`;
}
