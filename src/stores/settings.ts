import { z } from 'zod';
import { setting } from '../shared/settings/setting.js';
import { isPlain, localPath, parseUrl, text } from '../shared/settings/values.js';
import { isS3Url, parseS3Location } from './s3/location.js';

/** A folder of this machine, or the part of a bucket whose keys begin alike. Read it by `isS3Url` and `parseS3Location`. */
export const folderOrBucket = text('the path of a folder, or s3://bucket/prefix', (value) =>
  isS3Url(value) ? parseS3Location(value) !== undefined : localPath.safeParse(value).success,
);

/** The part of a bucket whose keys begin alike. Read it by `parseS3Location`. */
export const bucketPart = text(
  's3://bucket or s3://bucket/prefix',
  (value) => parseS3Location(value) !== undefined,
);

const endpoint = text('an http:// or https:// URL without user and fragment', (value) => {
  const url = parseUrl(value);
  return url !== undefined && /^https?:$/.test(url.protocol) && isPlain(url);
}).optional();

/** Of stores that speak the protocol of S3; the rest is found by the usual chain of the AWS SDK. */
export const storesSettings = {
  /** The URL of a store that is not Amazon's. */
  s3Endpoint: setting('AWS_ENDPOINT_URL', endpoint),
  /** The same, of S3 alone; it comes first. */
  s3OwnEndpoint: setting('AWS_ENDPOINT_URL_S3', endpoint),
  /** Whether buckets are named in the path of URLs; the SDK has no setting for it. */
  s3PathStyle: setting(
    'ONPLAY_S3_PATH_STYLE',
    z.enum(['auto', 'on', 'off'], { error: 'expected auto, on or off' }).prefault('auto'),
  ),
};
