/** What ffprobe reports about a file. */
import { runToolOrFail } from './ffmpeg.js';

/** The fields of ffprobe's JSON that tests read; a stream has those that apply to it. */
export interface ProbedStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly codec_tag_string: string;
  readonly profile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly sample_aspect_ratio?: string;
  readonly color_range?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly color_space?: string;
  readonly field_order?: string;
  readonly has_b_frames?: number;
  readonly r_frame_rate: string;
  readonly avg_frame_rate: string;
  /** Seconds, as a decimal. */
  readonly start_time?: string;
  readonly duration?: string;
  readonly nb_frames?: string;
  readonly sample_rate?: string;
  readonly channels?: number;
  readonly tags?: { readonly language?: string; readonly title?: string; readonly handler_name?: string };
  readonly disposition: Readonly<Record<string, 0 | 1>>;
  readonly side_data_list?: readonly { readonly rotation?: number; readonly displaymatrix?: string }[];
}

export interface Probe {
  readonly streams: readonly ProbedStream[];
  readonly format: { readonly format_name: string; readonly start_time?: string; readonly duration?: string };
}

export interface ProbedPacket {
  /** Seconds, as a decimal. */
  readonly pts_time: string;
  readonly dts_time: string;
  /** Starts with `K` for a keyframe. */
  readonly flags: string;
}

/** Streams and container of a file. @throws Error if ffprobe fails */
export async function probe(path: string): Promise<Probe> {
  return probeJson<Probe>(path, ['-show_streams', '-show_format']);
}

/** The packets of the first video stream, in decode order. */
export async function probeVideoPackets(path: string): Promise<readonly ProbedPacket[]> {
  const { packets } = await probeJson<{ packets: ProbedPacket[] }>(path, [
    ...['-select_streams', 'v:0', '-show_entries', 'packet=pts_time,dts_time,flags'],
  ]);
  return packets;
}

async function probeJson<T>(path: string, args: readonly string[]): Promise<T> {
  const answer = await runToolOrFail('ffprobe', ['-v', 'error', '-of', 'json', ...args, path]);
  return JSON.parse(answer.toString()) as T;
}
