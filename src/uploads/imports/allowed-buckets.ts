/** The buckets that masters may be copied from, as an operator lists them beside hosts. Pure. */

/** An item that names a bucket. */
const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9._-]{1,62}$/i;

/** Whether an item of the list names a bucket. */
export function isBucketPattern(item: string): boolean {
  return BUCKET.test(item);
}

/** Whether a bucket is one of those listed. `*` lists none: which this origin may read, its credentials decide. */
export function isAllowedBucket(patterns: readonly string[], bucket: string): boolean {
  return patterns.includes(`s3://${bucket}`);
}
