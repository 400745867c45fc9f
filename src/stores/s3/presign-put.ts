/** URLs by which a client without credentials may store one object, for a while. */
import { connectS3, type S3Settings } from './s3-client.js';

export interface PresignedObject {
  readonly bucket: string;
  readonly key: string;
  /** How long the URL is valid. */
  readonly seconds: number;
}

/**
 * The URL of a `PUT` of one object, signed with the credentials of this process; makes no request to the store. Nothing but the key and
 * the time is signed: what is stored, and how much, the store decides.
 * @throws OnplayError as `connectS3`; the SDK's error where there are no credentials.
 */
export async function presignPut(
  settings: S3Settings,
  { bucket, key, seconds }: PresignedObject,
): Promise<string> {
  const [{ client, sdk }, { getSignedUrl }] = await Promise.all([
    connectS3(settings),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  try {
    const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: key });
    return await getSignedUrl(client, command, { expiresIn: seconds });
  } finally {
    client.destroy();
  }
}
