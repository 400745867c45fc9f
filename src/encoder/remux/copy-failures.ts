/** What a failed copy says about a stream, or about the machine. */

import { OnplayError } from '../../shared/errors.js';
import { codecUnsupported, copiesFull, damaged, tooLargeToRemux, truncated } from '../../tracks/index.js';
import { FfmpegExit } from '../ffmpeg/outcome.js';
import type { Stream } from './list-streams.js';

/** How ffmpeg ended, if that is why a copy failed: another form of the copy may succeed. Undefined for all other errors. */
export function exitOf(error: unknown): FfmpegExit | undefined {
  const isOfFfmpeg = error instanceof OnplayError && error.code === 'encode_failed';
  return isOfFfmpeg && error.cause instanceof FfmpegExit ? error.cause : undefined;
}

/** The error itself, or `copies_full`: a full disk is not the master's fault. */
export function withFullDisk(error: unknown): unknown {
  const stderr = exitOf(error)?.stderr ?? '';
  return /No space left on device|Disk quota exceeded/.test(stderr) ? copiesFull(error) : error;
}

/** @throws OnplayError `master_truncated` where ffmpeg reported that of the file. */
export function requireWholeFile(report: string): void {
  if (/ended prematurely|partial file|Truncating packet/i.test(report)) throw truncated();
}

/** Why a stream has no copy. @param failure of the last of its forms. */
export function copyFailure(failure: unknown, { codec }: Stream): OnplayError {
  const exit = exitOf(failure);
  if (exit?.signal === 'SIGXFSZ') return tooLargeToRemux();
  const hasDecoder = !/[Dd]ecoder[^\n]* not found|Unknown decoder|no decoder/.test(exit?.stderr ?? '');
  return hasDecoder ? damaged('its streams cannot be copied', failure) : codecUnsupported(codec);
}
