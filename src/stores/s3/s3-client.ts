/**
 * The connection to S3 or to a store that speaks its protocol. The SDK takes a third of a second and 22 MB to load, so it is imported
 * here alone, and only where a bucket is configured. Credentials and region are found by its usual chain, and nothing here sees them.
 */
import { Readable } from 'node:stream';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { configInvalid } from '../../shared/settings/config-invalid.js';
import { S3Failure } from './s3-errors.js';

export interface S3Settings {
  /** The URL of a store other than Amazon's. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket is named in the path of URLs instead of the host; `auto`: where there is an endpoint. */
  readonly pathStyle: 'auto' | 'on' | 'off';
}

/** A client, and the commands that it sends. */
export interface S3Connection {
  readonly client: S3Client;
  readonly sdk: typeof import('@aws-sdk/client-s3');
}

/** A request waits here for one of these; more would only share the line. */
const MAX_SOCKETS = 128;
const CONNECT_MS = 2000;
/** How long a store may be silent, in milliseconds. */
interface Silence {
  /** From the request to the head of its response. */
  readonly firstByteMs: number;
  /** Between two bytes of the body. */
  readonly idleMs: number;
}

const SILENCE: Silence = { firstByteMs: 3000, idleMs: 3000 };
/** More than a page of 1000 objects has, each with the longest key and escapes. The bodies of objects are limited by who reads them. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** What a store of another maker is signed for where nothing is configured: they take any, and this one is the custom. */
const ANY_REGION = 'us-east-1';

/** @throws OnplayError `config_invalid` where no region is configured and the store is Amazon's, which needs one. */
export async function connectS3(settings: S3Settings, silence = SILENCE): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client(clientConfig(settings, silence));
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  );
  if (hasRegion) return limited({ client, sdk });
  client.destroy();
  if (settings.endpoint === undefined)
    throw configInvalid(['AWS_REGION: expected to be set, since a bucket is configured']);
  const region = ANY_REGION;
  return limited({ client: new sdk.S3Client({ ...clientConfig(settings, silence), region }), sdk });
}

function clientConfig({ endpoint, pathStyle }: S3Settings, { firstByteMs, idleMs }: Silence): S3ClientConfig {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: pathStyle === 'auto' ? endpoint !== undefined : pathStyle === 'on',
    // Other stores answer the checksums that are sent by default with 501, or store them as content.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Attempts are counted in `retries.ts`, which also knows of bodies that break off.
    maxAttempts: 1,
    // Would be sent over connections that no limit counts.
    expectContinueHeader: false,
    followRegionRedirects: false,
    requestHandler: {
      ...{ httpAgent: agent, httpsAgent: agent },
      ...{ connectionTimeout: CONNECT_MS, requestTimeout: firstByteMs, socketTimeout: idleMs },
      throwOnRequestTimeout: true,
    },
  };
}

/** The SDK reads all but the bodies of objects into memory, however long they are. */
function limited(connection: S3Connection): S3Connection {
  connection.client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode?: number; body?: unknown };
      const isObject = context.commandName === 'GetObjectCommand' && (response.statusCode ?? 0) < 300;
      if (!isObject && response.body instanceof Readable)
        response.body = Readable.from(firstBytes(response.body, MAX_ANSWER_BYTES));
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'limitAnswers' },
  );
  return connection;
}

/** The bytes of a body. @throws S3Failure `ResponseTooLarge` when it has more; the rest is not read. */
async function* firstBytes(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new S3Failure('ResponseTooLarge');
    yield chunk;
  }
}
