import { strongTag } from './entity-tag.js';
import type { ObjectFacts } from './object-store.js';
import { answerIfThere, type S3Bucket } from './requests.js';
import { S3Failure, s3Unavailable } from './s3-errors.js';

/** What a store says of an object; undefined where there is none. @throws as `ObjectStore.head`. */
export async function headObject(
  { client, sdk, bucket: Bucket }: S3Bucket,
  key: string,
  signal?: AbortSignal,
): Promise<ObjectFacts | undefined> {
  const command = () => new sdk.HeadObjectCommand({ Bucket, Key: key });
  const answer = await answerIfThere(signal, (abortSignal) => client.send(command(), { abortSignal }));
  const entityTag = strongTag(answer?.ETag);
  if (!answer) return undefined;
  if (entityTag === undefined || !isSize(answer.ContentLength))
    throw s3Unavailable(new S3Failure('EntityTagMissing', 200));
  const modified = answer.LastModified && { modifiedMs: answer.LastModified.getTime() };
  return { size: answer.ContentLength, entityTag, ...modified };
}

function isSize(bytes: number | undefined): bytes is number {
  return bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0;
}
