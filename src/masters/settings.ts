import { z } from 'zod';
import { absolutePath, setting } from '../shared/settings/setting.js';
import { localPath, onOrOff, wholeNumber } from '../shared/settings/values.js';

/** The folder of the masters. Buckets are named apart, as they are the likeliest other thing to be tried. */
const mastersPath = z
  .string()
  .refine((value) => !/^s3:\/\//i.test(value), {
    error: 'expected the path of a folder: this version reads masters from a folder only, not from s3://',
    abort: true,
  })
  .pipe(localPath);

export const mastersSettings = {
  /** The directory of the masters, absolute. */
  mastersPath: setting('ONPLAY_MASTERS', mastersPath.prefault('./masters'), absolutePath),
  /** Whether symbolic links may lead out of the directory of the masters. */
  followLinks: setting('ONPLAY_MASTERS_FOLLOW_LINKS', onOrOff.prefault('off')),
  /** How long a master that grows may go without being written to before it counts as finished, in milliseconds. */
  recordingPauseMs: setting('ONPLAY_RECORDING_PAUSE_MS', wholeNumber(1000, 3_600_000).prefault('15000')),
  /** Whether the directory of the masters is watched for changes. */
  watchMasters: setting('ONPLAY_WATCH_MASTERS', onOrOff.prefault('on')),
};
