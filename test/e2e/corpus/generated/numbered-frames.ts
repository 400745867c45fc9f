/** The numbers burnt into the frames of a file, each with its time. */
import { runTool } from '../../../support/ffmpeg.js';
import { readFrameNumbers } from '../../../support/frame-number.js';
import { LISTING, readListing } from '../reference/listed-frames.js';

export interface NumberedFrame {
  /** In seconds. */
  readonly time: number;
  /** Undefined if it cannot be read. */
  readonly number: number | undefined;
}

export interface DecodedFrame extends NumberedFrame {
  /** Whether it needs no other frame, as the decoder says. */
  readonly isKey: boolean;
}

/**
 * The frames of a file's first video stream, ascending in time.
 *
 * @param inputArguments input options and the source; the source is `pipe:0` if there is `input`
 */
export async function readNumberedFrames(
  inputArguments: readonly string[],
  input?: Uint8Array,
): Promise<DecodedFrame[]> {
  const filters = ['-vf', `${LISTING},format=gray`, '-fps_mode', 'passthrough'];
  const output = ['-map', '0:v:0', ...filters, '-f', 'rawvideo', 'pipe:1'];
  const args = ['-v', 'info', '-nostats', '-copyts', ...inputArguments, ...output];
  const { stdout, stderr } = await runTool('ffmpeg', args, input ? { input } : {});
  const listed = readListing(stderr);
  const { width, height } = listed[0]?.shape ?? { width: 1, height: 1 };
  const numbers = readFrameNumbers(stdout, width, height);
  if (numbers.length !== listed.length)
    throw new Error(`ffmpeg lists ${listed.length} frames of ${numbers.length}: ${stderr.slice(-500)}`);
  return listed
    .map(({ time, isKey }, i) => ({ time, isKey, number: numbers[i] }))
    .sort((a, b) => a.time - b.time);
}
