/** Uploads in parts that clients without credentials bring themselves, by URLs that are signed for one part each. */

import { meaningOf, type S3Bucket } from '../requests.js';
import {
  abortMultipart,
  beginMultipart,
  completeMultipart,
  isMultipartMade,
  type MultipartUpload,
  named,
  partsOfMultipart,
  type UploadedPart,
} from './multipart.js';

/** A part that is not stored yet. */
type SizedPart = Pick<UploadedPart, 'number' | 'size'>;

/** All methods but `presignPart` throw OnplayError `store_unavailable`. */
export interface MultipartStore {
  begin(key: string): Promise<MultipartUpload>;
  /** The parts that are stored, by number; undefined where there is no such upload. */
  parts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined>;
  /** Makes these parts an object, replacing one of its key. @param parts in ascending order. */
  complete(upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<void>;
  /** Whether the object of its key is what these parts make: an upload that there is no more may have been completed. */
  isMade(upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<boolean>;
  /** Removes all parts. An upload that there is not counts as aborted. */
  abort(upload: MultipartUpload): Promise<void>;
  /** The URL of a `PUT` of one part of exactly this size, for so many seconds; makes no request to the store. */
  presignPart(upload: MultipartUpload, part: SizedPart, seconds: number): Promise<string>;
}

export function s3MultipartStore(place: S3Bucket): MultipartStore {
  const meant = (thrown: unknown) => {
    throw meaningOf(thrown, undefined);
  };
  return {
    begin: (key) => beginMultipart(place, key).catch(meant),
    parts: (upload) => partsOfMultipart(place, upload).catch(meant),
    complete: (upload, parts) => completeMultipart(place, upload, parts).catch(meant),
    isMade: (upload, parts) => isMultipartMade(place, upload, parts),
    abort: (upload) => abortMultipart(place, upload).catch(meant),
    presignPart: (upload, part, seconds) => presignPart(place, upload, part, seconds),
  };
}

async function presignPart(
  { client, sdk, bucket }: S3Bucket,
  upload: MultipartUpload,
  { number, size }: SizedPart,
  seconds: number,
): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const input = { ...named(bucket, upload), PartNumber: number, ContentLength: size };
  return getSignedUrl(client, new sdk.UploadPartCommand(input), { expiresIn: seconds });
}
