/** The content of a generated master, and the ffmpeg arguments that produce it. */
import { CELLS, cellExpression, stripHeightOf } from './frame-number.js';

/** A moving test pattern with the frame's number burnt in. */
export interface TestVideo {
  /** Upright size in pixels, both even. */
  readonly width: number;
  readonly height: number;
  /** Frames per second in ffmpeg's notation: `24` or `30000/1001`. */
  readonly rate: string;
  readonly frames: number;
  /** Filters between the upright frame and the encoder. */
  readonly filters?: string;
  /** Seconds by which the video starts late. */
  readonly delay?: number;
  /** Interlaced: the pattern moves at the field rate, twice the frame rate; the number changes once per frame. */
  readonly fields?: boolean;
}

/** A stereo sweep with a click at the start of every second. */
export interface TestAudio {
  readonly seconds: number;
  /** Start frequency of the sweep in the left channel, in Hz; 220 by default. */
  readonly pitch?: number;
  /** Seconds by which the audio starts late. */
  readonly delay?: number;
  /** A filter graph that is the source instead. */
  readonly graph?: string;
}

export interface Recipe {
  /** ffmpeg's name of the container. */
  readonly container: string;
  /** File extension, if it is not the container's name. */
  readonly extension?: string;
  readonly video?: TestVideo;
  readonly audio?: readonly TestAudio[];
  /** Output options: codecs and container flags. */
  readonly encode: readonly string[];
  /** Applied to the finished file, where no ffmpeg option does it in every version. */
  readonly finish?: (file: Buffer) => Buffer;
}

/** All of ffmpeg's arguments for a recipe, the output last. */
export function masterArguments(recipe: Recipe, output: string): string[] {
  const inputs = [
    ...(recipe.video ? [videoInput(recipe.video)] : []),
    ...(recipe.audio ?? []).map(audioInput),
  ];
  const maps = inputs.flatMap((_, input) => ['-map', `${input}`]);
  // Every frame once, at its own timestamp, even if timestamps are irregular or start late.
  const everyFrame = recipe.video ? ['-fps_mode', 'passthrough'] : [];
  // Reproducible bytes: no dates, no encoder versions, and a thread count independent of the machine.
  const repeatable = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact', '-threads', '2'];
  return [
    ...['-v', 'error', '-nostdin', '-y'],
    ...inputs.flat(),
    ...maps,
    ...everyFrame,
    ...repeatable,
    ...recipe.encode,
    ...['-f', recipe.container, output],
  ];
}

/** Draws each cell as one pixel and then scales it up, which costs next to nothing. */
function videoInput({ width, height, rate, frames, filters, delay, fields }: TestVideo): string[] {
  const stripHeight = stripHeightOf(height);
  const movingRate = fields ? `${Number(rate) * 2}` : rate;
  const graph = [
    `testsrc2=s=${width}x${height - stripHeight}:r=${movingRate},format=yuv420p[moving]`,
    `color=s=${CELLS}x2:r=${rate},format=yuv420p,geq=lum='${cellExpression()}':cb=128:cr=128,fps=${movingRate},` +
      `scale=${width}:${stripHeight}:flags=neighbor[strip]`,
    `[moving][strip]vstack,${fields ? 'tinterlace=interleave_top,setfield=tff,' : ''}trim=end_frame=${frames}` +
      (filters ? `,${filters}` : ''),
  ].join(';');
  return [...delayed(delay), '-f', 'lavfi', '-i', graph];
}

function audioInput({ seconds, pitch = 220, delay, graph }: TestAudio): string[] {
  const channel = (start: number) => `0.25*sin(2*PI*t*(${start}+50*t))+if(lt(mod(t,1),0.001),0.5,0)`;
  const source = `aevalsrc='${channel(pitch)}|${channel(pitch * 1.5)}':s=48000:d=${seconds}`;
  return [...delayed(delay), '-f', 'lavfi', '-i', graph ?? source];
}

function delayed(seconds: number | undefined): string[] {
  return seconds ? ['-itsoffset', `${seconds}`] : [];
}
