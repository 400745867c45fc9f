/** What a store answers to a completion, where the network or the store itself has lost the first answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { completeMultipart } from '../../../../src/stores/s3/multipart/multipart.js';
import { connectS3, type S3Connection } from '../../../../src/stores/s3/s3-client.js';
import { SOON_MS } from '../../../support/budgets.js';
import { type FakeS3, type Fault, refuse, startFakeS3 } from '../support/fake-s3.js';

const upload = { key: 'film.mp4', uploadId: 'of the store' };
const parts = [{ number: 1, size: 1, entityTag: '"0cc175b9c0f1b6a831c399e269772661"' }];
/** MD5 of the bytes of the part's, and how many parts there are. */
const MADE = '"b6ff9a06b7e20bcb2858c5b8ff744aea-1"';

let server: FakeS3;
let connection: S3Connection;
beforeAll(async () => {
  server = await startFakeS3();
  const settings = { endpoint: server.endpoint, pathStyle: 'auto' } as const;
  connection = await connectS3(settings, { firstByteMs: SOON_MS, idleMs: SOON_MS });
});
beforeEach(() => {
  server.requests.length = 0;
  server.faults.length = 0;
});
afterAll(async () => {
  connection.client.destroy();
  await server.close();
  vi.unstubAllEnvs();
});

const lost: Fault = (_, response) => response.destroy();
const unknown = refuse(404, 'NoSuchUpload');
const isThere =
  (size: number, entityTag: string): Fault =>
  (_, response) => {
    response.writeHead(200, { ETag: entityTag, 'Content-Length': size }).end();
  };
const complete = () => completeMultipart({ ...connection, bucket: server.bucket }, upload, parts);

describe('an upload in parts that a store knows no more', () => {
  it('is complete where its object is what the parts make', async () => {
    server.faults.push(lost, unknown, isThere(1, MADE));
    await complete();
    expect(server.requests).toEqual(['POST film.mp4', 'POST film.mp4', 'HEAD film.mp4']);
  });

  it.each([
    ['there is no object', refuse(404, 'NoSuchKey')],
    ['its object is another', isThere(1, '"0cc175b9c0f1b6a831c399e269772661"')],
  ])('is not where %s', async (_where, fault) => {
    server.faults.push(lost, unknown, fault);
    await expect(complete()).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  it('may be complete where the object cannot be looked at', async () => {
    server.faults.push(lost, unknown, refuse(403, 'AccessDenied'));
    await expect(complete()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
