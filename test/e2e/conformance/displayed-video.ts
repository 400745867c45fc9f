/** How a player displays the video of a file. */
import { runToolOrFail } from '../../support/ffmpeg.js';

export interface DisplayedVideo {
  /** In pixels, after rotation. */
  readonly width: number;
  readonly height: number;
  /** Width of a pixel divided by its height, after rotation. */
  readonly pixelAspect: number;
  /** Primaries, transfer, matrix and full range as code points of ISO/IEC 23091-2, from the bitstream. */
  readonly colour: readonly number[];
}

/** ffmpeg's names of the code points that occur in the tests. */
const PRIMARIES: Readonly<Record<string, number>> = { bt709: 1, smpte170m: 6, bt2020: 9 };
const TRANSFERS: Readonly<Record<string, number>> = { bt709: 1, smpte170m: 6, smpte2084: 16 };
const MATRICES: Readonly<Record<string, number>> = { bt709: 1, smpte170m: 6, bt2020nc: 9 };

/** Reads the properties from the first frame of a file, or of `input` if `source` is `pipe:0`. */
export async function probeDisplayed(source: string, input?: Uint8Array): Promise<DisplayedVideo> {
  const selection = ['-select_streams', 'v:0', '-read_intervals', '%+#1', '-show_streams', '-show_frames'];
  const args = ['-v', 'error', ...selection, '-of', 'json', source];
  const answer = await runToolOrFail('ffprobe', args, input ? { input } : {});
  const { frames, streams } = JSON.parse(answer.toString()) as Answer;
  const [frame, stream] = [frames[0]!, streams[0]!];
  const rotation = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const turned = Math.abs(rotation) === 90 || Math.abs(rotation) === 270;
  const [horizontal = 1, vertical = 1] = (frame.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const aspect = horizontal > 0 && vertical > 0 ? horizontal / vertical : 1;
  return {
    width: turned ? frame.height : frame.width,
    height: turned ? frame.width : frame.height,
    pixelAspect: turned ? 1 / aspect : aspect,
    colour: [
      PRIMARIES[frame.color_primaries ?? ''] ?? 2,
      TRANSFERS[frame.color_transfer ?? ''] ?? 2,
      MATRICES[frame.color_space ?? ''] ?? 2,
      frame.color_range === 'pc' ? 1 : 0,
    ],
  };
}

/**
 * Luma and chroma of the first frame of a file, or of `input` if `source` is `pipe:0`: upright, in limited range and
 * scaled down to 32×32, so that only colours are left.
 */
export function firstFrameColours(source: string, input?: Uint8Array): Promise<Buffer> {
  const args = ['-v', 'error', '-i', source, '-map', '0:v:0', '-frames:v', '1'];
  const small = [
    '-vf',
    'scale=32:32:flags=area:out_range=limited,format=yuv444p',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  return runToolOrFail('ffmpeg', [...args, ...small], input ? { input } : {});
}

interface Answer {
  readonly frames: readonly {
    readonly width: number;
    readonly height: number;
    readonly sample_aspect_ratio?: string;
    readonly color_primaries?: string;
    readonly color_transfer?: string;
    readonly color_space?: string;
    readonly color_range?: string;
  }[];
  readonly streams: readonly { readonly side_data_list?: readonly { readonly rotation?: number }[] }[];
}
