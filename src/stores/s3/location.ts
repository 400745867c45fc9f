/** `s3://bucket/prefix`: where masters, segments or copies lie in a store of objects. */

export interface S3Location {
  readonly bucket: string;
  /** What all keys begin with: empty, or ending in `/`. */
  readonly prefix: string;
}

/** As S3 has them (2 to 63 of lower case, digits, `.` and `-`), and as older buckets and other stores do. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/;
/** Leaves three quarters of a key's 1024 bytes to the names of assets. */
const MAX_PREFIX_BYTES = 255;

/** Whether a text names a bucket rather than a folder. */
export function isS3Url(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/** Undefined where the text is no `s3://bucket` or `s3://bucket/prefix`. A `/` at its end makes no difference. */
export function parseS3Location(text: string): S3Location | undefined {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? [];
  const prefix = path.replace(/\/$/, '');
  if (!BUCKET.test(bucket) || Buffer.byteLength(prefix) > MAX_PREFIX_BYTES) return undefined;
  if (prefix === '') return { bucket, prefix };
  const isPath = prefix.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
  return isPath && !/[\p{Cc}\p{Cs}\\?#]/u.test(prefix) ? { bucket, prefix: `${prefix}/` } : undefined;
}

/** The place as it is shown, and as the setting may be written. @param key of an object; by default the place as a whole. */
export function s3Url({ bucket, prefix }: S3Location, key = prefix): string {
  return `s3://${bucket}/${key}`;
}
