/** Uploads in parts, request by request (Amazon S3 User Guide, "Uploading and copying objects using multipart upload"). */
import { strongTag } from '../entity-tag.js';
import { headObject } from '../head-object.js';
import { deadlineMs, type S3Bucket } from '../requests.js';
import { retried, withDeadline } from '../retries.js';
import { S3Failure, s3Failure } from '../s3-errors.js';
import { isMadeOf } from './made-of-parts.js';

export interface MultipartUpload {
  readonly key: string;
  /** As the store calls it. */
  readonly uploadId: string;
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  /** In bytes. */
  readonly size: number;
  /** Quoted as in HTTP. */
  readonly entityTag: string;
}

/** Of OpenStack Swift as it is installed; S3 takes ten times as many. */
export const MAX_PARTS = 1000;
/** The store may put a large object together for minutes, and sends blanks meanwhile. */
const COMPLETE_MS = 5 * 60_000;

/** Begins one, which has to be completed or aborted. @throws S3Failure; the signal's reason once that has aborted, as all of these. */
export async function beginMultipart(
  { client, sdk, bucket }: S3Bucket,
  key: string,
  signal?: AbortSignal,
): Promise<MultipartUpload> {
  const limit = withDeadline(signal, deadlineMs(0));
  const command = () => new sdk.CreateMultipartUploadCommand({ Bucket: bucket, Key: key });
  const { UploadId } = await retried(limit, () => client.send(command(), { abortSignal: limit }));
  if (UploadId === undefined) throw new S3Failure('NoUploadId', 200);
  return { key, uploadId: UploadId };
}

/** The parts that are stored, by number; undefined where there is no such upload. */
export async function partsOfMultipart(
  { client, sdk, bucket }: S3Bucket,
  upload: MultipartUpload,
  signal?: AbortSignal,
): Promise<readonly UploadedPart[] | undefined> {
  const limit = withDeadline(signal, deadlineMs(0));
  const command = () => new sdk.ListPartsCommand({ ...named(bucket, upload), MaxParts: MAX_PARTS });
  const answer = await retried(limit, () => client.send(command(), { abortSignal: limit })).catch(
    (thrown: unknown) => {
      if (s3Failure(thrown).isAbsent) return undefined;
      throw thrown;
    },
  );
  return (
    answer &&
    (answer.Parts ?? []).flatMap(({ PartNumber, Size, ETag }) => {
      const entityTag = strongTag(ETag);
      return PartNumber === undefined || Size === undefined || entityTag === undefined
        ? []
        : [{ number: PartNumber, size: Size, entityTag }];
    })
  );
}

/**
 * Makes the parts an object, replacing one of this key. A store that has done it knows the upload no more: where its answer was lost,
 * the object is looked at.
 * @param parts in ascending order.
 * @throws also OnplayError `store_unavailable` where the object cannot be looked at.
 */
export async function completeMultipart(
  place: S3Bucket,
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  signal?: AbortSignal,
): Promise<void> {
  const { client, sdk, bucket } = place;
  const limit = withDeadline(signal, COMPLETE_MS);
  const Parts = parts.map(({ number, entityTag }) => ({ PartNumber: number, ETag: entityTag }));
  const command = () =>
    new sdk.CompleteMultipartUploadCommand({ ...named(bucket, upload), MultipartUpload: { Parts } });
  await retried(limit, () => client.send(command(), { abortSignal: limit })).catch(
    async (thrown: unknown) => {
      if (!s3Failure(thrown).isAbsent || !(await isMultipartMade(place, upload, parts, signal))) throw thrown;
    },
  );
}

/** Whether the object of its key is what these parts make. @throws OnplayError `store_unavailable`; the signal's reason. */
export async function isMultipartMade(
  place: S3Bucket,
  { key }: MultipartUpload,
  parts: readonly UploadedPart[],
  signal?: AbortSignal,
): Promise<boolean> {
  const object = await headObject(place, key, signal);
  return object !== undefined && isMadeOf(object, parts);
}

/** Removes all of its parts. One that there is not counts as aborted. */
export async function abortMultipart(
  { client, sdk, bucket }: S3Bucket,
  upload: MultipartUpload,
  signal?: AbortSignal,
): Promise<void> {
  const limit = withDeadline(signal, deadlineMs(0));
  const command = () => new sdk.AbortMultipartUploadCommand(named(bucket, upload));
  await retried(limit, () => client.send(command(), { abortSignal: limit })).catch((thrown: unknown) => {
    if (!s3Failure(thrown).isAbsent) throw thrown;
  });
}

/** What the commands of the SDK call it. */
export function named(bucket: string, { key, uploadId }: MultipartUpload) {
  return { Bucket: bucket, Key: key, UploadId: uploadId };
}
