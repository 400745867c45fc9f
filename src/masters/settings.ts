import { setting, urlOrPath } from '../shared/settings/setting.js';
import { onOrOff, wholeNumber } from '../shared/settings/values.js';
import { folderOrBucket } from '../stores/settings.js';

export const mastersSettings = {
  /** The directory of the masters, absolute; or `s3://bucket/prefix`. */
  mastersPath: setting('ONPLAY_MASTERS', folderOrBucket.prefault('./masters'), urlOrPath),
  /** Whether symbolic links may lead out of the directory of the masters. */
  followLinks: setting('ONPLAY_MASTERS_FOLLOW_LINKS', onOrOff.prefault('off')),
  /** How long a master that grows may go without being written to before it counts as finished, in milliseconds. */
  recordingPauseMs: setting('ONPLAY_RECORDING_PAUSE_MS', wholeNumber(1000, 3_600_000).prefault('15000')),
  /** Whether the directory of the masters is watched for changes. */
  watchMasters: setting('ONPLAY_WATCH_MASTERS', onOrOff.prefault('on')),
};
