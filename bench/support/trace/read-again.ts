/** Copies that were encoded again, and what `onplay trace` reads of them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Origin } from '../../../test/support/origin.js';
import type { ReadVariants } from '../../../test/support/trace/composed-copies.js';
import { FFMPEG } from '../machine.js';
import { runFfmpeg } from '../master.js';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** What `onplay trace --json` prints, as far as it is looked at here. */
export interface CopyReport {
  readonly evidence: ReadVariants['a'];
  readonly accused: readonly { readonly code: number }[];
}

/** Encodes a copy again, at 360p and crf 30, and reads it. @param settings of the origin that it was played from. */
export function readAgain(
  { secret, mastersPath, dataPath }: Origin,
  path: string,
  settings: Readonly<Record<string, string>>,
): CopyReport {
  const again = path.replace('.mp4', '-again.mp4');
  runFfmpeg(['-i', path, '-vf', 'scale=-2:360', '-c:v', 'libx264', '-crf', '30', again]);
  const paths = { ONPLAY_MASTERS: mastersPath, ONPLAY_DATA: dataPath };
  const env = { ...process.env, ...settings, ...paths, ONPLAY_TOKEN_SECRET: secret };
  const options = { env, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const { stdout } = spawnSync(process.execPath, [CLI, 'trace', again, 'film', '--json'], options);
  return JSON.parse(stdout) as CopyReport;
}

/** Of luma, in dB. */
export function psnrOf(one: string, other: string): number {
  const args = ['-hide_banner', '-i', one, '-i', other, '-lavfi', 'psnr', '-f', 'null', '-'];
  const { stderr } = spawnSync(FFMPEG, args, { encoding: 'utf8' });
  return Number(/PSNR y:([\d.]+)/.exec(stderr)?.[1]);
}
