import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectS3 } from '../../../src/stores/s3/s3-client.js';
import { codeOf } from '../../masters/support/errors.js';

afterEach(() => vi.unstubAllEnvs());

/** As on a machine that nothing is configured on. */
function withoutRegion(): void {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
}

describe('a connection', () => {
  it('to Amazon needs a region, and says so', async () => {
    withoutRegion();
    expect(await codeOf(() => connectS3({ pathStyle: 'auto' }))).toBe('config_invalid');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    const { client } = await connectS3({ pathStyle: 'auto' });
    expect([await client.config.region(), client.config.forcePathStyle]).toStrictEqual([
      'eu-central-1',
      false,
    ]);
  });

  it('to another store needs none, and names buckets in the path unless it is told otherwise', async () => {
    withoutRegion();
    const endpoint = 'http://127.0.0.1:9';
    const { client } = await connectS3({ endpoint, pathStyle: 'auto' });
    expect([await client.config.region(), client.config.forcePathStyle]).toStrictEqual(['us-east-1', true]);
    expect((await connectS3({ endpoint, pathStyle: 'off' })).client.config.forcePathStyle).toBe(false);
  });
});

describe('the SDK', () => {
  it('is imported nowhere but where it is called: its types alone are', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const importing = files.flatMap((file) => {
      const statements = readFileSync(`src/${file}`, 'utf8').match(
        /^(?:import|export) [^;]*'@aws-sdk\/client-s3';/gm,
      );
      return (statements ?? []).filter((statement) => !statement.startsWith('import type ')).map(() => file);
    });
    expect(importing).toStrictEqual([]);
  });
});
