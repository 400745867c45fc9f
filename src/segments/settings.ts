import { setting } from '../shared/settings/setting.js';
import { wholeNumber } from '../shared/settings/values.js';
import { bucketPart } from '../stores/settings.js';

const day = 24 * 60 * 60;
const mebibyte = 1024 * 1024;
const tebibyte = mebibyte * mebibyte;

export const segmentsSettings = {
  memoryCacheMaxBytes: setting(
    'ONPLAY_MEMORY_CACHE_BYTES',
    wholeNumber(mebibyte, tebibyte).prefault('268435456'),
  ),
  /** Counted from a segment's last use. */
  memoryCacheTtlSeconds: setting('ONPLAY_MEMORY_CACHE_TTL_SECONDS', wholeNumber(1, 30 * day).prefault('600')),
  /** 0: nothing is stored on disk. */
  diskCacheMaxBytes: setting(
    'ONPLAY_DISK_CACHE_BYTES',
    wholeNumber(0, 1024 * tebibyte).prefault('10737418240'),
  ),
  /** Counted from a segment's last use. */
  diskCacheTtlSeconds: setting('ONPLAY_DISK_CACHE_TTL_SECONDS', wholeNumber(1, 365 * day).prefault('86400')),
  /** What is left free on the disk of `dataPath`. */
  diskMinFreeBytes: setting(
    'ONPLAY_DISK_MIN_FREE_BYTES',
    wholeNumber(0, 1024 * tebibyte).prefault('1073741824'),
  ),
  /** Where servers share finished segments; absent where each has its own only. */
  segmentsBucket: setting('ONPLAY_SEGMENTS', bucketPart.optional()),
  /** Counted from when a segment was stored there, and anew when it is used in the second half of that. */
  segmentsBucketTtlSeconds: setting(
    'ONPLAY_SEGMENTS_TTL_SECONDS',
    wholeNumber(60, 365 * day).prefault('604800'),
  ),
  /** How long the failure of a segment is remembered. */
  failedSegmentMemorySeconds: setting('ONPLAY_FAILED_SEGMENT_SECONDS', wholeNumber(0, day).prefault('30')),
};
