/** What a file holds, by decoding all of it with ffprobe. */
import { runTool } from '../../support/ffmpeg.js';

export interface DecodedStream {
  readonly index: number;
  readonly kind: 'video' | 'audio';
  /** When each frame is shown or heard, in seconds, in order. */
  readonly times: readonly number[];
  /** Where the last frame ends, in seconds. */
  readonly end: number;
  /** The longest time from one frame to the next, in seconds; of a single frame, its duration. */
  readonly longestFrame: number;
}

export interface Decoded {
  /** Those of which anything can be decoded, without pictures that only accompany sound. */
  readonly streams: readonly DecodedStream[];
  /** What the decoders complained about. */
  readonly complaints: string;
}

const ENTRIES =
  'frame=stream_index,best_effort_timestamp_time,pkt_duration_time,duration_time,nb_samples' +
  ':stream=index,codec_type,sample_rate:stream_disposition=attached_pic';

/** Decodes a file, or `input` where `source` is `pipe:0`. */
export async function decodeStreams(source: string, input?: Uint8Array): Promise<Decoded> {
  const args = ['-v', 'error', '-show_entries', ENTRIES, '-of', 'json', source];
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
    complaints: stderr.trim(),
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
    kind === 'audio' ? endOfSound(stream, frames, times) : times.at(-1)! + durationOf(frames.at(-1)!);
  return { index: stream.index, kind, times, end, longestFrame: Math.max(...steps, end - times.at(-1)!) };
}

/** Where samples hold several codec frames ffprobe gives too early times to some; the samples themselves are all there. */
function endOfSound(stream: Stream, frames: readonly Frame[], times: readonly number[]): number {
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
  /** The newer and the older name of the same. */
  readonly duration_time?: string;
  readonly pkt_duration_time?: string;
  readonly nb_samples?: number;
}
