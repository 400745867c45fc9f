/** The frames of a file, found by decoding all of it with ffprobe. */
import { runTool } from '../../support/ffmpeg.js';

export interface DecodedStream {
  readonly index: number;
  readonly kind: 'video' | 'audio';
  /** Presentation time of each frame, in seconds, ascending. */
  readonly times: readonly number[];
  /** End of the last frame, in seconds. */
  readonly end: number;
  /** Longest frame duration, in seconds; taken from the distance to the next frame, except for the last one. */
  readonly longestFrame: number;
}

export interface Decoded {
  /** Video and audio streams with at least one decodable frame, without attached pictures (cover art). */
  readonly streams: readonly DecodedStream[];
  /** The decoders' error messages. */
  readonly decodeErrors: string;
}

const ENTRIES =
  'frame=stream_index,best_effort_timestamp_time,pkt_duration_time,duration_time,nb_samples' +
  ':stream=index,codec_type,sample_rate:stream_disposition=attached_pic';

/**
 * Decodes a file, or `input` where `source` is `pipe:0`.
 *
 * @param stream the index of the only stream to decode
 */
export async function decodeStreams(source: string, input?: Uint8Array, stream?: number): Promise<Decoded> {
  const only = stream === undefined ? [] : ['-select_streams', `${stream}`];
  const args = ['-v', 'error', ...only, '-show_entries', ENTRIES, '-of', 'json', source];
  const { stdout, stderr } = await runTool('ffprobe', args, input ? { input } : {});
  const { streams = [], frames = [] } = JSON.parse(stdout.toString()) as Partial<Answer>;
  const decoded = streams.filter(isPlayed).map((stream) => ({
    stream,
    frames: frames.filter((frame) => frame.stream_index === stream.index && Number.isFinite(timeOf(frame))),
  }));
  return {
    streams: decoded
      .filter((each) => each.frames.length > 0)
      .map((each) => describe(each.stream, each.frames)),
    decodeErrors: stderr.trim(),
  };
}

function isPlayed({ codec_type, disposition }: Stream): boolean {
  return /^(video|audio)$/.test(codec_type ?? '') && disposition?.attached_pic !== 1;
}

function describe(stream: Stream, frames: readonly Frame[]): DecodedStream {
  const times = frames.map(timeOf).sort((a, b) => a - b);
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  const kind = stream.codec_type === 'audio' ? 'audio' : 'video';
  const end =
    kind === 'audio' ? endOfAudio(stream, frames, times) : times.at(-1)! + durationOf(frames.at(-1)!);
  return { index: stream.index, kind, times, end, longestFrame: Math.max(...steps, end - times.at(-1)!) };
}

/** By sample count: if a container sample holds several codec frames, ffprobe reports too early times for some of them. */
function endOfAudio(stream: Stream, frames: readonly Frame[], times: readonly number[]): number {
  const samples = frames.reduce((sum, frame) => sum + (frame.nb_samples ?? 0), 0);
  const rate = Number(stream.sample_rate);
  return Math.max(times[0]! + samples / rate, times.at(-1)! + (frames.at(-1)?.nb_samples ?? 0) / rate);
}

function timeOf({ best_effort_timestamp_time }: Frame): number {
  return Number(best_effort_timestamp_time ?? Number.NaN);
}

function durationOf({ duration_time, pkt_duration_time }: Frame): number {
  return Number(duration_time ?? pkt_duration_time ?? 0);
}

interface Answer {
  readonly streams: readonly Stream[];
  readonly frames: readonly Frame[];
}

interface Stream {
  readonly index: number;
  readonly codec_type?: string;
  readonly sample_rate?: string;
  readonly disposition?: { readonly attached_pic?: number };
}

interface Frame {
  readonly stream_index: number;
  readonly best_effort_timestamp_time?: string;
  /** The newer and the older name of the same field. */
  readonly duration_time?: string;
  readonly pkt_duration_time?: string;
  readonly nb_samples?: number;
}
