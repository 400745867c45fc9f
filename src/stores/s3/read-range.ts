import { OnplayError } from '../../shared/errors.js';
import { masterChanged } from '../store-errors.js';
import { bodyOfRange } from './object-body.js';
import type { ObjectRange } from './object-store.js';
import { deadlineMs, meaningOf, type S3Bucket } from './requests.js';
import { Attempts, withDeadline } from './retries.js';
import { type S3Failure, s3Failure } from './s3-errors.js';

/** The bytes of a range, as they arrive. A body that breaks off is requested anew from there. @throws as `ObjectStore.read`. */
export async function* readRange(
  place: S3Bucket,
  range: ObjectRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { offset, length } = range;
  const end = offset + length;
  const limit = withDeadline(signal, deadlineMs(length));
  const attempts = new Attempts(limit);
  for (let at = offset; at < end; ) {
    try {
      for await (const chunk of body(place, { ...range, offset: at, length: end - at }, limit)) {
        at += chunk.byteLength;
        attempts.progressed();
        yield chunk;
      }
    } catch (thrown) {
      if (thrown instanceof OnplayError) throw thrown;
      await attempts.again(thrown).catch((last: unknown) => {
        throw meaningOf(last, signal);
      });
    }
  }
}

/** The body of one response to a request for a range; fewer bytes only with an error. */
async function* body(
  { client, sdk, bucket }: S3Bucket,
  range: ObjectRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { key: Key, entityTag: IfMatch, offset, length } = range;
  const input = { Bucket: bucket, Key, IfMatch, Range: `bytes=${offset}-${offset + length - 1}` };
  const answer = await client
    .send(new sdk.GetObjectCommand(input), { abortSignal: signal })
    .catch((thrown: unknown) => {
      throw isOtherVersion(s3Failure(thrown)) ? masterChanged() : thrown;
    });
  yield* bodyOfRange(answer, range);
}

/** 416: a store that ignores the condition has a shorter object now. */
function isOtherVersion(failure: S3Failure): boolean {
  return failure.isConditionFailed || failure.isAbsent || failure.status === 416;
}
