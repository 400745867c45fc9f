/** The frames that ffmpeg decodes, with the time and the shape of each. */
import { runTool } from '../../../support/ffmpeg.js';

/** Size in pixels, and the width of a pixel divided by its height. */
export interface FrameShape {
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: number;
}

export interface ListedFrame {
  /** On the file's timeline, in seconds. */
  readonly time: number;
  readonly shape: FrameShape;
  /** Whether it needs no other frame, as the decoder says. */
  readonly isKey: boolean;
}

const LINE =
  /config in time_base: (?<numerator>\d+)\/(?<denominator>\d+)|\bn: *\d+ pts: *(?<pts>-?\d+) .*? sar:(?<across>\d+)\/(?<down>\d+) s:(?<width>\d+)x(?<height>\d+) .*?iskey:(?<key>[01])/g;

/** The filter that lists frames. */
export const LISTING = 'showinfo';

/**
 * The frames of a stream, in the order in which they are decoded.
 *
 * @param inputArguments input options and the source; the source is `pipe:0` if there is `input`
 */
export async function listFrames(
  inputArguments: readonly string[],
  stream: number,
  input?: Uint8Array,
): Promise<ListedFrame[]> {
  const output = ['-map', `0:${stream}`, '-vf', LISTING, '-fps_mode', 'passthrough', '-f', 'null', '-'];
  const args = ['-v', 'info', '-nostats', ...inputArguments, ...output];
  const { stderr } = await runTool('ffmpeg', args, input ? { input } : {});
  return readListing(stderr);
}

/** The frames in what ffmpeg logs with the filter. A frame without a time is left out. */
export function readListing(log: string): ListedFrame[] {
  const frames: ListedFrame[] = [];
  let tick = 0;
  for (const { groups = {} } of log.matchAll(LINE)) {
    if (groups['denominator']) tick = Number(groups['numerator']) / Number(groups['denominator']);
    else frames.push(listedFrame(groups, tick));
  }
  return frames;
}

function listedFrame(groups: Readonly<Record<string, string>>, tick: number): ListedFrame {
  const [pts, width, height] = [groups['pts'], groups['width'], groups['height']].map(Number);
  // 0 means unknown.
  const pixelAspect = Number(groups['across']) / Number(groups['down']) || 1;
  const shape = { width: width!, height: height!, pixelAspect };
  return { time: pts! * tick, shape, isKey: groups['key'] === '1' };
}
