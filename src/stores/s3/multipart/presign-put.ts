/** URLs by which a client without credentials may store one object, for a while. */
import type { S3Connection } from '../s3-client.js';

export interface PresignedObject {
  readonly bucket: string;
  readonly key: string;
  /** How long the URL is valid. */
  readonly seconds: number;
}

/**
 * The URL of a `PUT` of one object, signed with the credentials of this process; makes no request to the store. Nothing but the key and
 * the time is signed: what is stored, and how much, the store decides.
 * @throws the SDK's error where there are no credentials.
 */
export async function presignPut(
  { client, sdk }: S3Connection,
  { bucket, key, seconds }: PresignedObject,
): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  return getSignedUrl(client, new sdk.PutObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: seconds });
}
