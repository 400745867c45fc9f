/** An S3 server for tests, with a bucket for each caller. */
import { randomBytes } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { type S3Server, s3Environment } from './s3-server.js';
import { SHARED_SWIFT } from './shared-swift.js';
import { missingSwift } from './start-swift.js';

/** Why tests with an S3 server are skipped, for `describe.skipIf`; undefined where they run. */
export const swiftMissing = missingSwift();

export interface TestBucket extends S3Server {
  readonly bucket: string;
  /** The environment by which the AWS SDK of another process finds the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests a key, signed and without the AWS SDK; a query may follow, and an empty key is the bucket: `?list-type=2`. */
  request(key: string, init?: RequestInit): Promise<Response>;
}

/** Starts the server of this run of tests, if it has not been started, and creates a bucket. */
export async function ensureSwift(): Promise<TestBucket> {
  const url = process.env[SHARED_SWIFT];
  if (url === undefined) throw new Error(`only where vitest runs ${SHARED_SWIFT}`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(await response.text());
  return createBucket((await response.json()) as S3Server);
}

/** Creates an empty bucket of a random name. */
export async function createBucket(server: S3Server): Promise<TestBucket> {
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  const request = signedRequests({ ...server, bucket });
  const created = await request('', { method: 'PUT' });
  if (!created.ok) throw new Error(`no bucket: ${created.status} ${await created.text()}`);
  return { ...server, bucket, env: s3Environment(server), request };
}

/** See `TestBucket.request`. */
export function signedRequests({ endpoint, bucket, ...server }: S3Server & Pick<TestBucket, 'bucket'>) {
  const { accessKeyId, secretAccessKey, region } = server;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  return (key: string, init?: RequestInit): Promise<Response> => {
    const [path = '', query] = key.split('?');
    const escaped = path.split('/').map(encodeURIComponent).join('/');
    return client.fetch(`${endpoint}/${bucket}/${escaped}${query === undefined ? '' : `?${query}`}`, init);
  };
}
