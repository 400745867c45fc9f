/** Uploads in parts that clients without credentials bring themselves, by URLs that are signed for one part each. */
import {
  abortMultipart,
  beginMultipart,
  completeMultipart,
  type MultipartUpload,
  named,
  partsOfMultipart,
  type UploadedPart,
} from './multipart.js';
import { meaningOf, type S3Bucket } from './requests.js';

/** All methods but `presignPart` throw OnplayError `store_unavailable`. */
export interface MultipartStore {
  begin(key: string): Promise<MultipartUpload>;
  /** The parts that are stored, by number; undefined where there is no such upload. */
  parts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined>;
  /** Makes these parts an object, replacing one of its key. @param parts in ascending order. */
  complete(upload: MultipartUpload, parts: readonly Omit<UploadedPart, 'size'>[]): Promise<void>;
  /** Removes all parts. An upload that there is not counts as aborted. */
  abort(upload: MultipartUpload): Promise<void>;
  /** The URL of a `PUT` of one part, for so many seconds; makes no request to the store. */
  presignPart(upload: MultipartUpload, number: number, seconds: number): Promise<string>;
}

export function s3MultipartStore(place: S3Bucket): MultipartStore {
  const meant = (thrown: unknown) => {
    throw meaningOf(thrown, undefined);
  };
  return {
    begin: (key) => beginMultipart(place, key).catch(meant),
    parts: (upload) => partsOfMultipart(place, upload).catch(meant),
    complete: (upload, parts) => completeMultipart(place, upload, parts).catch(meant),
    abort: (upload) => abortMultipart(place, upload).catch(meant),
    presignPart: (upload, number, seconds) => presignPart(place, upload, number, seconds),
  };
}

async function presignPart(
  { client, sdk, bucket }: S3Bucket,
  upload: MultipartUpload,
  number: number,
  seconds: number,
): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const command = new sdk.UploadPartCommand({ ...named(bucket, upload), PartNumber: number });
  return getSignedUrl(client, command, { expiresIn: seconds });
}
