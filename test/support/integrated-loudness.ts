/** How loud a file is, by EBU R 128, as ffmpeg measures all of it. */
import { runTool } from './ffmpeg.js';

/** In LUFS. @param path or `pipe:0`, of `bytes`. */
export async function integratedLoudness(path: string, bytes?: Uint8Array): Promise<number> {
  const args = ['-hide_banner', '-nostats', '-i', path, '-map', '0:a:0', '-af', 'ebur128', '-f', 'null', '-'];
  const { stderr } = await runTool('ffmpeg', args, bytes && { input: bytes });
  const [, loudness] = /Integrated loudness:\s+I: +(-?[\d.]+) LUFS/.exec(stderr) ?? [];
  if (loudness === undefined) throw new Error(`ffmpeg has measured nothing: ${stderr}`);
  return Number(loudness);
}
