/** Reads the bodies of objects. Each is read to its end or destroyed: an unread one holds its socket for ever. */
import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { masterChanged } from '../store-errors.js';
import { strongTag } from './entity-tag.js';
import type { ObjectRange } from './object-store.js';
import { S3Failure } from './s3-errors.js';

/**
 * The bytes of the range, in pieces as they arrive.
 * @throws OnplayError `master_changed` for another version; S3Failure for another range, and when the body breaks off.
 */
export async function* bodyOfRange(
  answer: GetObjectCommandOutput,
  range: ObjectRange,
): AsyncGenerator<Uint8Array> {
  const body = bodyOf(answer);
  try {
    requireRange(answer, range);
    let left = range.length;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      left -= chunk.byteLength;
      if (left < 0) throw new S3Failure('WrongRange');
      yield chunk;
    }
    if (left > 0) throw new S3Failure('BodyCutShort');
  } finally {
    body.destroy();
  }
}

/** The bytes of a whole object. @throws S3Failure for more than `maxBytes`, and when the body breaks off. */
export async function wholeBody(answer: GetObjectCommandOutput, maxBytes: number): Promise<Uint8Array> {
  const body = bodyOf(answer);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new S3Failure('ResponseTooLarge');
      chunks.push(chunk);
    }
    if (bytes < (answer.ContentLength ?? 0)) throw new S3Failure('BodyCutShort');
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks, bytes);
}

/** Some stores ignore the condition or the range, and what a proxy answers may be of any version: nothing of that is believed. */
function requireRange(answer: GetObjectCommandOutput, { offset, length, entityTag }: ObjectRange): void {
  const tag = strongTag(answer.ETag);
  if (tag === undefined) throw new S3Failure('EntityTagMissing');
  if (tag !== entityTag) throw masterChanged();
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(answer.ContentRange ?? '') ?? [];
  const isRange = Number(first) === offset && Number(last) === offset + length - 1;
  if (!isRange) throw new S3Failure('WrongRange');
}

function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (!(Body instanceof Readable)) throw new S3Failure('BodyMissing');
  return Body;
}
