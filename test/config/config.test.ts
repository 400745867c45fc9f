import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireTokenKey } from '../../src/access/tokens/token-key.js';
import { loadConfig } from '../../src/config/config.js';
import { settingDefault, settingNames } from '../../src/config/settings.js';
import { OnplayError } from '../../src/shared/errors.js';

const secret = 'a-secret-that-has-at-least-32-bytes!';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onplay-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeFile(content: unknown): void {
  writeFileSync(
    path.join(folder, 'onplay.config.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

function refusal(action: () => unknown): OnplayError {
  try {
    action();
  } catch (error) {
    if (error instanceof OnplayError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
}

describe('the configuration', () => {
  it('needs no settings, and is frozen', () => {
    const config = loadConfig({}, folder);
    expect(config).toStrictEqual({
      host: '127.0.0.1',
      port: 8080,
      trustProxy: [],
      mastersPath: path.join(folder, 'masters'),
      followLinks: false,
      s3PathStyle: 'auto',
      dataPath: path.join(folder, 'var'),
      logLevel: 'info',
      grantTtlSeconds: 43_200,
      grantIn: 'path',
      hlsInterstitials: false,
      segmentTargetMs: 4000,
      firstSegmentsMs: [2000, 2000],
      passthrough: true,
      insertLoudness: true,
      maxDownloads: 16,
      memoryCacheMaxBytes: 268_435_456,
      memoryCacheTtlSeconds: 600,
      diskCacheMaxBytes: 10_737_418_240,
      diskCacheTtlSeconds: 86_400,
      diskMinFreeBytes: 1_073_741_824,
      webhookUrls: [],
      workerHost: '127.0.0.1',
      workerPort: 8090,
      watchMasters: true,
      recordingPauseMs: 15_000,
      searchPath: '',
      encodeSlots: 0,
      encodeQueueLength: 64,
      encodeTimeoutSeconds: 60,
      ffmpegConfined: true,
      ffmpegMemoryLimitBytes: 4_294_967_296,
      remuxMaxBytes: 4_294_967_296,
      copiesMaxBytes: 17_179_869_184,
      downloadMaxBytes: 8388608,
      refusedMasterMemorySeconds: 60,
      failedSegmentMemorySeconds: 30,
      segmentsBucketTtlSeconds: 604800,
      shutdownGraceSeconds: 20,
      streamGivesWay: 'oldest',
      streamIdleSeconds: 30,
      redisPrefix: 'onplay',
      uploads: false,
      uploadMaxBytes: 68_719_476_736,
      uploadsUnfinished: 64,
      uploadExpirySeconds: 86_400,
      importFrom: [],
      importMaxBytes: 68_719_476_736,
      importTimeoutSeconds: 14_400,
      importsAtOnce: 2,
      importPrivateAddresses: false,
      adServers: [],
      adTimeoutMs: 1000,
      adTracking: 'player',
      adCreatives: [],
      adCreativeMaxBytes: 268_435_456,
      adCreativesMaxBytes: 16 * 1024 ** 3,
      adPrivateAddresses: false,
      tracesShare: 1,
    });
    expect([config, config.trustProxy, config.firstSegmentsMs].every(Object.isFrozen)).toBe(true);
  });

  it('needs a key of the fleet where there is a Redis to share', () => {
    const ONPLAY_REDIS_URL = 'rediss://:secret@redis.example';
    const refused = refusal(() => loadConfig({ ONPLAY_REDIS_URL }, folder));
    expect(refused.publicDetail).toContain('ONPLAY_FLEET_KEY: expected to be set, since ONPLAY_REDIS_URL is');
    expect(refused.publicDetail).not.toContain('redis.example');
    expect(loadConfig({ ONPLAY_REDIS_URL, ONPLAY_FLEET_KEY: secret }, folder)).toMatchObject({
      redisUrl: ONPLAY_REDIS_URL,
      fleetKey: secret,
      redisPrefix: 'onplay',
    });
  });

  it('reads the file, overridden by the environment', () => {
    writeFile({ ONPLAY_PORT: 9000, ONPLAY_HOST: '0.0.0.0', ONPLAY_FIRST_SEGMENTS_MS: [1000, 2000] });
    const config = loadConfig({ ONPLAY_HOST: '::1' }, folder);
    expect(config).toMatchObject({
      port: 9000,
      host: '::1',
      firstSegmentsMs: [1000, 2000],
    });
  });

  it('treats an empty value as not set, and trims white space', () => {
    expect(loadConfig({ ONPLAY_PORT: '', ONPLAY_HOST: ' localhost\n' }, folder)).toMatchObject({
      port: 8080,
      host: 'localhost',
    });
  });

  it('reads lists, and `none` as an empty list', () => {
    const config = loadConfig(
      { ONPLAY_TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::1', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
      folder,
    );
    expect(config.trustProxy).toStrictEqual(['loopback', '10.0.0.0/8', '2001:db8::1']);
    expect(config.firstSegmentsMs).toStrictEqual([]);
  });

  it('resolves paths from the working directory, and leaves a bare command name as it is', () => {
    const config = loadConfig({ ONPLAY_MASTERS: '../films', FFMPEG_PATH: 'ffmpeg' }, folder);
    expect(config.mastersPath).toBe(path.resolve(folder, '../films'));
    expect(config.ffmpegPath).toBe('ffmpeg');
    expect(loadConfig({ FFMPEG_PATH: 'bin/ffmpeg' }, folder).ffmpegPath).toBe(
      path.join(folder, 'bin/ffmpeg'),
    );
  });

  it('leaves the URL of a bucket as it is, and takes the place of other stores from the settings of the AWS SDK', () => {
    const env = { ONPLAY_MASTERS: 's3://films/new', AWS_ENDPOINT_URL: 'http://127.0.0.1:9000' };
    expect(loadConfig(env, folder)).toMatchObject({
      mastersPath: 's3://films/new',
      s3Endpoint: 'http://127.0.0.1:9000',
      s3PathStyle: 'auto',
    });
  });

  it('removes the trailing slash of the public URL', () => {
    expect(loadConfig({ ONPLAY_PUBLIC_URL: 'https://Video.example/' }, folder).publicUrl).toBe(
      'https://video.example',
    );
  });

  it('reads the location of the token keys', () => {
    expect(loadConfig({ ONPLAY_TOKEN_SECRET: secret }, folder).tokenKey).toStrictEqual({
      kind: 'secret',
      secret,
    });
    expect(loadConfig({ ONPLAY_TOKEN_JWKS: 'https://id.example/jwks' }, folder).tokenKey).toStrictEqual({
      kind: 'jwks',
      location: 'https://id.example/jwks',
    });
    expect(loadConfig({ ONPLAY_TOKEN_JWKS: 'keys.json' }, folder).tokenKey).toStrictEqual({
      kind: 'jwks',
      location: path.join(folder, 'keys.json'),
    });
  });

  it('requires exactly one kind of token key where one is needed, and never accepts both', () => {
    const serve = { tokenKeyRequired: true };
    const both = { ONPLAY_TOKEN_SECRET: secret, ONPLAY_TOKEN_JWKS: 'keys.json' };
    expect(refusal(() => loadConfig({}, folder, serve)).publicDetail).toContain('ONPLAY_TOKEN_SECRET');
    expect(refusal(() => loadConfig(both, folder)).publicDetail).toContain('exactly one');
    expect(refusal(() => requireTokenKey(loadConfig({}, folder))).code).toBe('config_invalid');
    expect(requireTokenKey(loadConfig({ ONPLAY_TOKEN_SECRET: secret }, folder, serve)).kind).toBe('secret');
  });

  it('lists all problems at once, each with its setting, the expected value and a link to the documentation', () => {
    writeFile({ ONPLAY_PROT: 1, ONPLAY_SEGMENT_MS: { ms: 1 } });
    const env = { ONPLAY_PORT: '80a', ONPLAY_TOKEN_SECRET: 'hunter2', ONPLAY_MASTERS: 's3:///new' };
    const { code, publicDetail } = refusal(() => loadConfig(env, folder));
    const lines = publicDetail.split('\n').slice(1);
    expect(code).toBe('config_invalid');
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => line.endsWith('(see docs/settings.md)'))).toBe(true);
    expect(publicDetail).toContain('"ONPLAY_PROT" is not a setting');
    expect(publicDetail).toContain('ONPLAY_SEGMENT_MS: expected a text, a number');
    expect(publicDetail).toContain('ONPLAY_PORT: expected a whole number from 0 to 65535');
    expect(publicDetail).toContain('ONPLAY_TOKEN_SECRET: expected at least 32 bytes');
    expect(publicDetail).toContain('ONPLAY_MASTERS: expected the path of a folder');
    expect(publicDetail).not.toContain('hunter2');
  });

  it.each([
    ['ONPLAY_HOST', 'two words'],
    ['ONPLAY_PORT', '65536'],
    ['ONPLAY_PORT', '-1'],
    ['ONPLAY_PORT', 'tcp://10.0.0.1:80'],
    ['ONPLAY_PUBLIC_URL', 'ftp://video.example'],
    ['ONPLAY_PUBLIC_URL', 'https://user:word@video.example'],
    ['ONPLAY_PUBLIC_URL', 'https://video.example/?a=b'],
    ['ONPLAY_MASTERS', 'https://video.example'],
    ['ONPLAY_TOKEN_SECRET', 'é'.repeat(15)],
    ['ONPLAY_TOKEN_JWKS', 'http://id.example/jwks'],
    ['ONPLAY_TOKEN_JWKS', 'https://user:word@id.example/jwks'],
    ['ONPLAY_ADMIN_KEY', 'fifteen-letters'],
    ['ONPLAY_ADMIN_KEY', 'seventeen letters'],
    ['ONPLAY_TRUST_PROXY', '0.0.0.0/0'],
    ['ONPLAY_TRUST_PROXY', '10.0.0.0/33'],
    ['ONPLAY_TRUST_PROXY', 'everyone'],
    ['ONPLAY_TRUST_PROXY', 'loopback,'],
    ['ONPLAY_FIRST_SEGMENTS_MS', '2000,999'],
    ['ONPLAY_FIRST_SEGMENTS_MS', Array(9).fill('2000').join()],
    ['ONPLAY_SEGMENT_MS', '4e3'],
    ['ONPLAY_LOG_LEVEL', 'loud'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:word@collector:4318'],
    ['ONPLAY_TRACES_SHARE', '1.5'],
    ['ONPLAY_TRACES_SHARE', '-0.1'],
  ])('rejects %s=%s and names the setting', (name, value) => {
    expect(refusal(() => loadConfig({ [name]: value }, folder)).publicDetail).toContain(
      `- ${name}: expected `,
    );
  });

  it('allows a key set over plain HTTP only from this machine', () => {
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:8080']) {
      expect(loadConfig({ ONPLAY_TOKEN_JWKS: `http://${host}/jwks` }, folder).tokenKey?.kind).toBe('jwks');
    }
  });

  it.each(['[]', 'null', '{', '"x"', ' '.repeat(70_000)])(
    'rejects a file that is not one object: %.5s',
    (content) => {
      writeFile(content);
      expect(refusal(() => loadConfig({}, folder)).publicDetail).toContain(
        'onplay.config.json: expected one JSON object',
      );
    },
  );

  it('returns a configuration or lists the problems, whatever is written', () => {
    const anySettings = fc.dictionary(
      fc.oneof(fc.constantFrom(...settingNames, '__proto__', 'constructor'), fc.string()),
      fc.oneof(fc.jsonValue(), fc.webUrl(), fc.integer().map(String)),
    );
    fc.assert(
      fc.property(anySettings, (settings) => {
        writeFile(settings);
        try {
          expect(Object.isFrozen(loadConfig({}, folder))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'config_invalid' });
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('docs/settings.md', () => {
  const rows = readFileSync('docs/settings.md', 'utf8').matchAll(
    /^\| `([A-Z0-9_]+)` \| (?:`([^`]*)`|none) \| (.+) \|$/gm,
  );
  const documented = [...rows].map(([, name, value]) => [name, value]);

  it('lists exactly the existing settings, with their defaults', () => {
    const all = settingNames.map((name) => [name, settingDefault(name)]);
    expect(documented.toSorted()).toStrictEqual(all.toSorted());
  });

  it('has no default that would be rejected', () => {
    const environment = Object.fromEntries(settingNames.map((name) => [name, settingDefault(name)]));
    expect(loadConfig(environment, folder)).toStrictEqual(loadConfig({}, folder));
  });
});
