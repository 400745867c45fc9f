/** What a generated master is made of, and the ffmpeg arguments that make it. */
import { CELLS, cellExpression, stripHeightOf } from './frame-number.js';

/** A moving test picture with the frame's number burnt in. */
export interface Picture {
  /** Upright size in pixels, both even. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, as ffmpeg takes it: `24` or `30000/1001`. */
  readonly rate: string;
  readonly frames: number;
  /** Filters between the upright picture and the encoder. */
  readonly filters?: string;
  /** Seconds by which the picture begins late. */
  readonly delay?: number;
  /** Two moments in one frame: the picture moves at twice the rate, the number does not. */
  readonly fields?: boolean;
}

/** A stereo sweep with a click at the start of every second. */
export interface Sound {
  readonly seconds: number;
  /** Where the sweep of the left channel begins, in Hz; 220 unless given. */
  readonly pitch?: number;
  /** Seconds by which the sound begins late. */
  readonly delay?: number;
}

export interface Recipe {
  /** ffmpeg's name of the container. */
  readonly container: string;
  /** Of the file, where it is not the container's name. */
  readonly extension?: string;
  readonly picture?: Picture;
  readonly sounds?: readonly Sound[];
  /** Options of the output: codecs and what belongs to the container. */
  readonly encode: readonly string[];
  /** What is done to the finished file, where no ffmpeg option does it in every version. */
  readonly finish?: (file: Buffer) => Buffer;
}

/** All of ffmpeg's arguments for a recipe, the output last. */
export function masterArguments(recipe: Recipe, output: string): string[] {
  const inputs = [
    ...(recipe.picture ? [pictureInput(recipe.picture)] : []),
    ...(recipe.sounds ?? []).map(soundInput),
  ];
  const maps = inputs.flatMap((_, input) => ['-map', `${input}`]);
  // Every frame once, at its own time, also where times are irregular or begin late.
  const everyFrame = recipe.picture ? ['-fps_mode', 'passthrough'] : [];
  // The same bytes each time: no dates, no encoder versions, and a thread count that no machine changes.
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

/** Each cell is drawn as one pixel and then enlarged, which costs next to nothing. */
function pictureInput({ width, height, rate, frames, filters, delay, fields }: Picture): string[] {
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

function soundInput({ seconds, pitch = 220, delay }: Sound): string[] {
  const channel = (start: number) => `0.25*sin(2*PI*t*(${start}+50*t))+if(lt(mod(t,1),0.001),0.5,0)`;
  const source = `aevalsrc='${channel(pitch)}|${channel(pitch * 1.5)}':s=48000:d=${seconds}`;
  return [...delayed(delay), '-f', 'lavfi', '-i', source];
}

function delayed(seconds: number | undefined): string[] {
  return seconds ? ['-itsoffset', `${seconds}`] : [];
}
