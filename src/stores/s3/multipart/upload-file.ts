/**
 * Stores a local file of any size: in parts, so that little of it is in memory and a part that fails is sent again. What fails for
 * good leaves nothing behind: the parts of an upload that is never completed would be stored, and paid for, for ever.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { strongTag } from '../entity-tag.js';
import { deadlineMs, type S3Bucket } from '../requests.js';
import { retried, withDeadline } from '../retries.js';
import { S3Failure } from '../s3-errors.js';
import {
  abortMultipart,
  beginMultipart,
  completeMultipart,
  MAX_PARTS,
  type MultipartUpload,
  named,
  type UploadedPart,
} from './multipart.js';

/** Where a file is stored. */
export interface UploadTarget extends S3Bucket {
  readonly key: string;
}

/** S3 takes parts of 5 MiB and more. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 3;

/** A file, as large as it was when it was opened. */
interface OpenFile {
  readonly handle: FileHandle;
  /** In bytes. */
  readonly size: number;
}

/**
 * Stores a file, replacing an object of this key.
 * @throws S3Failure; the signal's reason once that has aborted; the system's error where the file cannot be read.
 */
export async function uploadFile(target: UploadTarget, path: string, signal: AbortSignal): Promise<void> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    await (size <= PART_BYTES ? putWhole : putInParts)(target, { handle, size }, signal);
  } finally {
    await handle.close();
  }
}

async function putWhole(
  { client, sdk, bucket, key }: UploadTarget,
  { handle, size }: OpenFile,
  signal: AbortSignal,
): Promise<void> {
  const Body = await bytesOf(handle, 0, size);
  const limit = withDeadline(signal, deadlineMs(size));
  const command = () => new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength: size });
  await retried(limit, () => client.send(command(), { abortSignal: limit }));
}

async function putInParts(target: UploadTarget, file: OpenFile, signal: AbortSignal): Promise<void> {
  const upload = await beginMultipart(target, target.key, signal);
  try {
    await completeMultipart(target, upload, await putParts(target, upload, file, signal), signal);
  } catch (error) {
    // Also when the caller has left.
    await abortMultipart(target, upload).catch(() => undefined);
    throw error;
  }
}

/** Some at once; the first that fails for good ends the others. */
async function putParts(
  { client, sdk, bucket }: UploadTarget,
  upload: MultipartUpload,
  { handle, size }: OpenFile,
  signal: AbortSignal,
): Promise<UploadedPart[]> {
  const partBytes = Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS));
  const count = Math.ceil(size / partBytes);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const put = async (index: number): Promise<UploadedPart> => {
    const offset = index * partBytes;
    const Body = await bytesOf(handle, offset, Math.min(partBytes, size - offset));
    const number = index + 1;
    const input = { ...named(bucket, upload), PartNumber: number, Body, ContentLength: Body.byteLength };
    const limit = withDeadline(stop, deadlineMs(Body.byteLength));
    const command = () => new sdk.UploadPartCommand(input);
    const { ETag } = await retried(limit, () => client.send(command(), { abortSignal: limit }));
    const entityTag = strongTag(ETag);
    if (entityTag === undefined) throw new S3Failure('EntityTagMissing', 200);
    return { number, size: Body.byteLength, entityTag };
  };
  const parts: UploadedPart[] = [];
  let next = 0;
  const putSome = async () => {
    while (next < count) {
      const index = next++;
      parts[index] = await put(index);
    }
  };
  const puts = Array.from({ length: PARTS_AT_ONCE }, () =>
    putSome().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  // The file is not closed while one of them reads it.
  await Promise.allSettled(puts);
  await Promise.all(puts);
  return parts;
}

/** @throws S3Failure `FileChanged` where the file has fewer bytes now. */
async function bytesOf(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new S3Failure('FileChanged');
    filled += bytesRead;
  }
  return buffer;
}
