/** Masters whose video changes in the middle: parts made one by one, and joined without encoding. Cached as `generateMaster` does. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

/** Video of a circle, and below it a bar that moves with every frame. */
export interface PicturePart {
  /** Stored size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixel aspect ratio, as 4:3. */
  readonly aspect?: readonly [horizontal: number, vertical: number];
  readonly rate: number;
  readonly frames: number;
  /** ffmpeg's options: the encoder and how frames are stored. */
  readonly encode: readonly string[];
  readonly pixelFormat?: string;
  readonly interlaced?: boolean;
}

export interface ChangingMaster {
  readonly name: string;
  /** What the parts are stored in before they are joined: it decides whether parameters are in the stream itself. */
  readonly partContainer: 'mpegts' | 'webm' | 'matroska';
  readonly container: 'ts' | 'mkv' | 'webm' | 'mp4';
  readonly parts: readonly PicturePart[];
}

export const ratioOf = ({ aspect: [horizontal, vertical] = [1, 1] }: PicturePart) => horizontal / vertical;
const secondsOf = ({ frames, rate }: PicturePart) => frames / rate;
const startOf = (parts: readonly PicturePart[], part: number) =>
  parts.slice(0, part).reduce((sum, before) => sum + secondsOf(before), 0);

/** The file of one part alone. */
export function partFile(master: ChangingMaster, part: number): Promise<string> {
  const args = partArguments(master, part);
  return cachedMaster({
    name: `part-${part}-of-${master.name}`,
    extension: master.partContainer === 'mpegts' ? 'ts' : 'mkv',
    recipe: args,
    write: (partial) => runToolOrFail('ffmpeg', [...args, partial]),
  });
}

/** Their parts one after the other in one file. */
export function changingMaster(master: ChangingMaster): Promise<string> {
  return cachedMaster({
    name: `changing-${master.name}`,
    extension: master.container,
    recipe: master.parts.flatMap((_, part) => partArguments(master, part)),
    write: async (partial) => {
      const files = await Promise.all(master.parts.map((_, part) => partFile(master, part)));
      if (master.partContainer === 'mpegts') await joinStreams(files, master.container, partial);
      else await concatenate(files, master.container, partial);
    },
  });
}

function partArguments({ parts, partContainer }: ChangingMaster, part: number): string[] {
  const { width, height, rate, frames, encode, pixelFormat = 'yuv420p' } = parts[part]!;
  const ratio = ratioOf(parts[part]!);
  const circle = `lt(hypot((X-W/2)*${ratio},Y-H/2),H*0.36)`;
  const bar = `lt(mod(X+${Math.ceil(width / 40)}*N,W),W/3)`;
  const luma = `if(gt(Y,H*0.9),if(${bar},200,60),if(${circle},210,50))`;
  const picture = `color=s=${width}x${height}:r=${rate},format=yuv420p,geq=lum='${luma}':cb=128:cr=128`;
  const [horizontal, vertical] = parts[part]!.aspect ?? [1, 1];
  return [
    ...[
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `${picture},format=${pixelFormat},setsar=${horizontal}/${vertical}`,
    ],
    ...['-frames:v', String(frames), '-pix_fmt', pixelFormat, '-threads', '1', ...encode],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-muxdelay', '0', '-muxpreload', '0'],
    // As a broadcast, on one clock.
    ...(partContainer === 'mpegts' ? ['-output_ts_offset', String(10 + startOf(parts, part))] : []),
    ...['-f', partContainer],
  ];
}

/** Transport streams are joined as they are; another container takes what comes out of them. */
async function joinStreams(files: readonly string[], container: string, output: string): Promise<void> {
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
  if (container === 'ts') return writeFile(output, bytes);
  const joined = `${output}.ts`;
  await writeFile(joined, bytes);
  try {
    const format = container === 'mkv' ? 'matroska' : container;
    await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', joined, '-c', 'copy', '-f', format, output]);
  } finally {
    await rm(joined);
  }
}

async function concatenate(files: readonly string[], container: string, output: string): Promise<void> {
  const list = `${output}.txt`;
  await writeFile(list, files.map((file) => `file '${file}'\n`).join(''));
  try {
    const input = ['-f', 'concat', '-safe', '0', '-i', list];
    const format = container === 'mkv' ? 'matroska' : container;
    await runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...input, '-c', 'copy', '-f', format, output]);
  } finally {
    await rm(list);
  }
}
