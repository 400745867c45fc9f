import type { S3Bucket } from '../requests.js';
import { retried } from '../retries.js';

/** Of one call; what is left is aborted by the next. */
const MAX_ABORTED = 1000;

/**
 * Aborts the uploads in parts under a prefix that were begun before a moment, and never ended: of processes that have. Resolves
 * with how many.
 * @param beforeMs milliseconds since the epoch.
 * @throws S3Failure.
 */
export async function abortUploads(
  { client, sdk, bucket }: S3Bucket,
  prefix: string,
  beforeMs: number,
  signal: AbortSignal,
): Promise<number> {
  const list = new sdk.ListMultipartUploadsCommand({
    ...{ Bucket: bucket, Prefix: prefix, MaxUploads: MAX_ABORTED },
  });
  const { Uploads = [] } = await retried(signal, () => client.send(list, { abortSignal: signal }));
  let aborted = 0;
  for (const { Key = '', UploadId, Initiated } of Uploads) {
    const isOld = Initiated !== undefined && Initiated.getTime() < beforeMs;
    if (!isOld || UploadId === undefined || !Key.startsWith(prefix)) continue;
    const abort = new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId });
    await retried(signal, () => client.send(abort, { abortSignal: signal }));
    aborted += 1;
  }
  return aborted;
}
