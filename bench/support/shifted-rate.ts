/** The ladder's settings at another quality: the constant rate factor shifted, and the rate caps with it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FFMPEG } from './machine.js';
import { encoderSettings } from './plain-command.js';

/** The constant rate factor of every rung. */
const CRF = 23;
/** x264 about halves the rate when the constant rate factor rises by this much. */
const CRF_OF_HALF_THE_RATE = 6;
const LARGEST_CAP = /^\d{1,12}$/;

/** The factor for the caps, in thousandths. */
function capThousandths(shift: number): number {
  return Math.round(1000 * 2 ** (-shift / CRF_OF_HALF_THE_RATE));
}

/** Options of the one-pass encode; with a `shift` of 0, the ladder's own. */
export function shiftedSettings(height: number, shift: number): string[] {
  const settings = encoderSettings(height, '1', CRF + shift);
  return settings.map((option, i) => {
    const isCap = ['-maxrate', '-bufsize'].includes(settings[i - 1] ?? '') && LARGEST_CAP.test(option);
    return isCap ? String(Math.floor((Number(option) * capThousandths(shift)) / 1000)) : option;
  });
}

/**
 * Writes an ffmpeg wrapper that shifts those options on its command line: a server that uses it produces its segments as
 * usual, at another rate.
 * @returns the path of the wrapper in `folder`.
 */
export function writeShiftedFfmpeg(folder: string, shift: number): string {
  const path = join(folder, `ffmpeg-shifted-by-${shift}`);
  writeFileSync(path, wrapperText(absoluteFfmpeg(), CRF + shift, capThousandths(shift)), { mode: 0o755 });
  return path;
}

function wrapperText(ffmpeg: string, crf: number, thousandths: number): string {
  return `#!/bin/bash
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -crf) arguments+=("$1" ${crf}); shift 2 ;;
    -maxrate | -bufsize) arguments+=("$1" $(($2 * ${thousandths} / 1000))); shift 2 ;;
    *) arguments+=("$1"); shift ;;
  esac
done
exec '${ffmpeg}' "\${arguments[@]}"
`;
}

/** An absolute path is needed, as the server clears the environment, including PATH, of the processes it starts. */
function absoluteFfmpeg(): string {
  const { stdout } = spawnSync('sh', ['-c', 'command -v "$0"', FFMPEG], { encoding: 'utf8' });
  const path = stdout.trim();
  if (!path.startsWith('/') || path.includes("'"))
    throw new Error('set FFMPEG_PATH to the absolute path of ffmpeg');
  return path;
}
