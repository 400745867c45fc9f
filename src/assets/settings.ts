import { absolutePath, setting } from '../shared/settings/setting.js';
import { localPath, onOrOff, wholeNumber, wholeNumbers } from '../shared/settings/values.js';
import { bucketPart } from '../stores/settings.js';

const day = 24 * 60 * 60;
const mebibyte = 1024 * 1024;
const tebibyte = mebibyte * mebibyte;

export const assetsSettings = {
  /** Where indexes, copies of masters, finished segments and keys are stored; absolute. */
  dataPath: setting('ONPLAY_DATA', localPath.prefault('./var'), absolutePath),
  segmentTargetMs: setting('ONPLAY_SEGMENT_MS', wholeNumber(1000, 10_000).prefault('4000')),
  /** Durations of the segments before all others have `segmentTargetMs`; may be empty. */
  firstSegmentsMs: setting('ONPLAY_FIRST_SEGMENTS_MS', wholeNumbers(1000, 10_000, 8).prefault('2000,2000')),
  /** Whether the master's own video may be the highest rung, where it fits. */
  passthrough: setting('ONPLAY_PASSTHROUGH', onOrOff.prefault('on')),
  /** A file with the logos of assets; absent: there are none. */
  logosPath: setting('ONPLAY_LOGOS', localPath.optional(), absolutePath),
  /** Of all copies of masters together. */
  copiesMaxBytes: setting('ONPLAY_COPIES_MAX_BYTES', wholeNumber(0, 1024 * tebibyte).prefault('17179869184')),
  /** Where servers share copies that were remuxed; absent where each makes its own. */
  copiesBucket: setting('ONPLAY_COPIES', bucketPart.optional()),
  /** The largest master in a bucket that is downloaded although it could be read by ranges; 0: none is. */
  downloadMaxBytes: setting('ONPLAY_DOWNLOAD_MAX_BYTES', wholeNumber(0, tebibyte).prefault('8388608')),
  /** How long the refusal of a master is remembered. */
  refusedMasterMemorySeconds: setting('ONPLAY_REFUSED_MASTER_SECONDS', wholeNumber(0, day).prefault('60')),
  /** Whether inserts are as loud as what they are put into. */
  insertLoudness: setting('ONPLAY_INSERT_LOUDNESS', onOrOff.prefault('on')),
};
