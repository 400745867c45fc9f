import { isHostPattern } from '../shared/outbound/allowed-hosts.js';
import { setting } from '../shared/settings/setting.js';
import { listItems, onOrOff, text, wholeNumber } from '../shared/settings/values.js';
import { isBucketPattern } from './imports/allowed-buckets.js';

const day = 24 * 60 * 60;
const gibibyte = 1024 ** 3;
const pebibyte = 1024 ** 5;

/** The hosts and buckets that masters may be copied from. */
const hosts = text(
  'host names, each with a port or a leading *. if you like, * for any, and s3://bucket, with commas between them; or none',
  (value) => listItems(value).every((item) => isHostPattern(item) || isBucketPattern(item)),
).transform(listItems);

export const uploadsSettings = {
  /** Whether masters can be uploaded, and deleted. */
  uploads: setting('ONPLAY_UPLOADS', onOrOff.prefault('off')),
  /** Of one upload. */
  uploadMaxBytes: setting(
    'ONPLAY_UPLOAD_MAX_BYTES',
    wholeNumber(1, pebibyte).prefault(String(64 * gibibyte)),
  ),
  /** How many uploads may be unfinished, of all clients together. */
  uploadsUnfinished: setting('ONPLAY_UPLOADS_UNFINISHED', wholeNumber(1, 10_000).prefault('64')),
  /** How long after its creation an upload may be finished. */
  uploadExpirySeconds: setting('ONPLAY_UPLOAD_EXPIRY_SECONDS', wholeNumber(60, 30 * day).prefault('86400')),
  /** Empty: masters are copied from nowhere. */
  importFrom: setting('ONPLAY_IMPORT_FROM', hosts.prefault('none')),
  /** Of one master. */
  importMaxBytes: setting(
    'ONPLAY_IMPORT_MAX_BYTES',
    wholeNumber(1, pebibyte).prefault(String(64 * gibibyte)),
  ),
  /** How long the copy of one master may take. */
  importTimeoutSeconds: setting('ONPLAY_IMPORT_TIMEOUT_SECONDS', wholeNumber(1, 7 * day).prefault('14400')),
  importsAtOnce: setting('ONPLAY_IMPORTS_AT_ONCE', wholeNumber(1, 64).prefault('2')),
  /** Whether the hosts may have private addresses. */
  importPrivateAddresses: setting('ONPLAY_IMPORT_PRIVATE_ADDRESSES', onOrOff.prefault('off')),
};
