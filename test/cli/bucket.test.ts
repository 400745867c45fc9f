import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeS3, refuse, SECRET, startFakeS3 } from '../stores/s3/support/fake-s3.js';
import { generateMaster } from '../support/masters.js';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
let server: FakeS3;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startFakeS3();
  server.objects.set('films/two.mp4', await readFile(await generateMaster('two-languages')));
  env = {
    ONPLAY_MASTERS: 's3://bucket/films',
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: SECRET,
  };
});
afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

describe('a command with masters in a bucket', () => {
  it.each([
    [{}, /^at s3:\/\/bucket\/films\/two\.mp4, downloaded, since it has at most 8388608 bytes/],
    [{ ONPLAY_DOWNLOAD_MAX_BYTES: '0' }, /^at s3:\/\/bucket\/films\/two\.mp4, read by ranges, since /],
  ])('inspects one, and says where it lies, how it is read and why: %j', async (settings, place) => {
    const { code, stdout, stderr } = await cli.run(['inspect', 'two'], { ...env, ...settings });
    expect([code, stderr]).toStrictEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^two: mp4, /);
    expect(lines[1]).toMatch(place);
  });

  it('finds that it can be listed, or what the operator can do about it, and shows no secret', async () => {
    const doctor = async () => {
      const { stdout, stderr } = await cli.run(['doctor'], env);
      expect(stdout + stderr).not.toContain(SECRET);
      return stdout.split('\n').find((line) => line.includes(' masters: '));
    };
    expect(await doctor()).toBe('ok   masters: s3://bucket/films');
    server.faults.push(refuse(403, 'AccessDenied'));
    expect(await doctor()).toMatch(/^BAD {2}masters: .*s3:ListBucket/);
  });
});
